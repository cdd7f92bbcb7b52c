//! What is judged, and how: modules, their rules, and where their dependencies lie. Plain data, the same
//! whichever file it was read from; loads no schema.

mod buf;
mod dependencies;
mod find;
mod keys;
mod paths;
mod problem;
mod protune;
mod source;

pub use buf::Version;
pub use find::{find, is_configuration, read};
pub use problem::{Note, Problem, Problems, Source};
pub use protune::{carry_over, schema, starting_file};

use crate::fmt::Style;
use globset::GlobSet;
use protune_compiler::diagnostic::Severity;
use protune_rules::{Options, Rule};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Modules that find each other's files, as one configuration file describes them.
pub struct Project {
    /// The configuration file. Absolute.
    pub file: PathBuf,
    pub modules: Vec<Module>,
    /// The roots of the modules are all that imports start from. Otherwise nobody named any: the only module is a
    /// folder, and imports are looked for around the importing file.
    pub roots_are_known: bool,
    /// Import roots of files that are needed but not judged. Absolute.
    pub dependencies: Vec<PathBuf>,
    /// How files are laid out.
    pub style: Style,
    /// Dependencies that are not at hand: to be told when an import is not found.
    pub missing: Problems,
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
    pub lint: Arc<Lint>,
    pub breaking: Arc<Breaking>,
}

impl Module {
    /// The root that a file of this module is imported from; `None` when it is not in the module.
    pub fn root_of(&self, path: &Path) -> Option<&Path> {
        let is_in = |folders: &[PathBuf]| folders.iter().any(|folder| path.starts_with(folder));
        if is_in(&self.excludes) || !(self.includes.is_empty() || is_in(&self.includes)) {
            return None;
        }
        self.roots.iter().map(PathBuf::as_path).find(|root| path.starts_with(root))
    }
}

/// How the files of a module are linted.
#[derive(Clone, Default)]
pub struct Lint {
    /// In order of their ids.
    pub rules: Vec<Chosen>,
    pub options: Options,
    pub ignores: Vec<Ignore>,
    /// `buf:lint:ignore` comments count.
    pub comment_ignores: bool,
    /// Comments for protolint and api-linter count, as far as those have the same rules.
    pub foreign_ignores: bool,
}

impl Lint {
    /// What runs where nothing is configured.
    pub fn unconfigured() -> Lint {
        Lint {
            rules: protune_rules::defaults().map(Chosen::from).collect(),
            comment_ignores: true,
            foreign_ignores: true,
            ..Lint::default()
        }
    }

    /// Says of a file which rules say nothing of it.
    pub fn ignored(&self, path: &Path) -> Ignored<'_> {
        Ignored::of(&self.ignores, path)
    }
}

/// A rule that runs.
#[derive(Clone, Copy)]
pub struct Chosen {
    pub rule: &'static Rule,
    pub severity: Severity,
}

impl From<&'static Rule> for Chosen {
    fn from(rule: &'static Rule) -> Chosen {
        Chosen { rule, severity: rule.severity }
    }
}

/// What is ignored in one file.
#[derive(Default)]
pub struct Ignored<'l>(Vec<Option<&'l [&'static str]>>);

impl<'l> Ignored<'l> {
    fn of(ignores: &'l [Ignore], path: &Path) -> Ignored<'l> {
        let about = ignores.iter().filter(|ignore| ignore.files.contain(path));
        Ignored(about.map(|ignore| ignore.rules.as_deref()).collect())
    }

    pub fn has(&self, rule: &str) -> bool {
        self.0.iter().any(|rules| rules.is_none_or(|rules| rules.contains(&rule)))
    }
}

/// Files of which some rules say nothing.
#[derive(Clone)]
pub struct Ignore {
    pub files: Files,
    /// `None` for every rule; compiler errors stay.
    pub rules: Option<Vec<&'static str>>,
}

#[derive(Clone)]
pub enum Files {
    /// This file, or what lies in this folder. Absolute.
    Below(PathBuf),
    /// What matches, seen from the folder.
    Matching { folder: PathBuf, globs: GlobSet },
}

impl Files {
    fn contain(&self, path: &Path) -> bool {
        match self {
            Files::Below(folder) => path.starts_with(folder),
            Files::Matching { folder, globs } => {
                path.strip_prefix(folder).is_ok_and(|path| globs.is_match(path))
            }
        }
    }
}

/// How a module is compared with an older one.
#[derive(Clone, Default)]
pub struct Breaking {
    /// In order of their ids; there need not be such rules.
    pub rules: Vec<&'static str>,
    pub options: Options,
    pub ignores: Vec<Ignore>,
    /// Packages that are called alpha, beta or test may change.
    pub ignore_unstable_packages: bool,
}

impl Breaking {
    /// What runs where nothing is configured.
    pub fn unconfigured() -> Breaking {
        Breaking { rules: buf::BREAKING.defaults(Version::V2), ..Breaking::default() }
    }

    /// Says of a file which rules say nothing of it.
    pub fn ignored(&self, path: &Path) -> Ignored<'_> {
        Ignored::of(&self.ignores, path)
    }
}
