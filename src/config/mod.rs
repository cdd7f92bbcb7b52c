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

pub use dependencies::VENDORED;
pub use find::{find, is_configuration, read};
pub use problem::{Note, Problem, Problems, Section, Source};
pub use protune::{carry_over, explain, key_paths, reference, schema, starting_file};

use protune_engine::fmt::Style;
use protune_engine::settings::{Breaking, Chosen, Files, Ignore, Lint, ModuleSettings};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Modules that find each other's files, as one configuration file describes them.
pub struct Project {
    /// The configuration file. Absolute.
    pub file: PathBuf,
    /// The one that says what the modules are, which may be another. Absolute.
    pub modules_file: PathBuf,
    /// Its key for import roots, if it has one.
    pub roots_key: Option<&'static str>,
    pub modules: Vec<Module>,
    /// The roots of the modules are all that imports start from. Otherwise nobody named any: the only module is a
    /// folder, and imports are looked for around the importing file.
    pub roots_are_known: bool,
    /// Import roots of files that are needed but not judged. Absolute.
    pub dependencies: Vec<PathBuf>,
    /// Files that are left alone wherever findings or layouts are asked for.
    pub exclude: Option<Exclude>,
    /// Findings that are known. Absolute.
    pub baseline: Option<PathBuf>,
    /// How files are laid out.
    pub style: Style,
    /// Dependencies that are not at hand: to be told when an import is not found.
    pub missing: Problems,
    pub notes: Vec<Note>,
}

/// Files that a configuration leaves alone.
#[derive(Clone)]
pub struct Exclude {
    /// The file that says so. Absolute.
    pub file: PathBuf,
    /// Globs as written.
    pub globs: Vec<String>,
    pub files: Files,
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
    /// Returns its settings, for the engine.
    pub fn settings(&self) -> ModuleSettings {
        ModuleSettings { lint: Arc::clone(&self.lint), breaking: Arc::clone(&self.breaking) }
    }

    /// The root that a file of this module is imported from; `None` when it is not in the module.
    pub fn root_of(&self, path: &Path) -> Option<&Path> {
        let is_in = |folders: &[PathBuf]| folders.iter().any(|folder| path.starts_with(folder));
        if is_in(&self.excludes) || !(self.includes.is_empty() || is_in(&self.includes)) {
            return None;
        }
        self.roots.iter().map(PathBuf::as_path).find(|root| path.starts_with(root))
    }
}
