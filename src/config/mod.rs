//! What is judged, and how: modules, their rules, and where their dependencies lie. Plain data, the same
//! whichever file it was read from; loads no schema.

use globset::GlobSet;
use protune_compiler::diagnostic::Severity;
use protune_rules::{Options, Rule};
use std::path::PathBuf;

/// Modules that find each other's files, as one configuration file describes them.
pub struct Project {
    pub modules: Vec<Module>,
    /// Import roots of files that are needed but not judged. Absolute.
    pub dependencies: Vec<PathBuf>,
    pub notes: Vec<Note>,
}

/// Files that have one configuration.
pub struct Module {
    /// The folders that its files are imported from. Absolute; one in most cases.
    pub roots: Vec<PathBuf>,
    /// Only what lies in these folders belongs to it; everything when there are none. Absolute.
    pub includes: Vec<PathBuf>,
    /// What lies in these folders does not belong to it, and cannot be imported. Absolute.
    pub excludes: Vec<PathBuf>,
    pub lint: Lint,
}

/// How the files of a module are linted.
#[derive(Default)]
pub struct Lint {
    /// In order of their ids.
    pub rules: Vec<Chosen>,
    pub options: Options,
    pub ignores: Vec<Ignore>,
    /// `buf:lint:ignore` comments count.
    pub comment_ignores: bool,
}

/// A rule that runs.
#[derive(Clone, Copy)]
pub struct Chosen {
    pub rule: &'static Rule,
    pub severity: Severity,
}

/// Files of which some rules say nothing.
pub struct Ignore {
    pub files: Files,
    /// `None` for every rule; compiler errors stay.
    pub rules: Option<Vec<&'static str>>,
}

pub enum Files {
    /// This file, or what lies in this folder. Absolute.
    Below(PathBuf),
    /// What matches, seen from the folder.
    Matching { folder: PathBuf, globs: GlobSet },
}

/// Something to be told about a configuration that does not keep it from being used.
pub struct Note {
    /// Lower case, without a full stop; with the path of the file.
    pub message: String,
    pub help: Option<String>,
}
