//! Subject of a run and its settings: modules, their rules, and the locations of their dependencies. Plain
//! data, the same for every kind of file; loads no schema.

mod api_linter;
mod buf;
mod dependencies;
mod find;
mod keys;
pub mod pack;
mod paths;
mod peers;
mod plugins;
mod problem;
mod protune;
mod source;

pub use buf::keys_of_buf;
pub use dependencies::VENDORED;
pub use find::{catalog, catalog_around, find, is_configuration, problems_in, read};
pub use peers::ids as ids_of_peers;
pub use problem::{Note, Problem, Problems, Section, Source, Use};
pub use protune::{House, carry_over, explain, house_of_pages, key_paths, reference, schema, starting_file};

use crate::plugin::Plugins;
use protune_engine::fmt::Style;
use protune_engine::settings::{Breaking, Chosen, Files, Ignore, Lint, ModuleSettings};
use protune_rules::Catalog;
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
    /// Configuration files that are deployed with the schemas, beside those that are found by their content.
    pub deployed: Option<Files>,
    /// Findings that are known. Absolute.
    pub baseline: Option<PathBuf>,
    /// Layout of files.
    pub style: Style,
    /// Its plugins.
    pub plugins: Plugins,
    /// Rules that its files can name: the compiled-in ones, and those that it adds.
    pub catalog: Arc<Catalog>,
    /// Rules that the project wrote.
    pub house: House,
    /// Missing dependencies, which are reported if an import is not found.
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
    /// Folders whose files belong to it; all if empty. Absolute.
    pub includes: Vec<PathBuf>,
    /// Folders whose files do not belong to it, and cannot be imported. Absolute.
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
