//! A buf.yaml of any version, opened and its keys checked, and what comes of one.

use super::check::Dialect;
use super::keys;
use super::rules::Version;
use crate::config::Module;
use crate::config::dependencies::Wanted;
use crate::config::keys::check;
use crate::config::problem::{Note, Problem, Problems, Reading, Use};
use crate::config::source;
use crate::plugin::Plugins;
use protune_data::{Language, Node, Span};
use protune_rules::Catalog;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file whose keys and types are as they should be.
pub(in crate::config) struct BufYaml {
    pub version: Version,
    /// The folder that its paths start in. Absolute.
    pub folder: PathBuf,
    pub value: Node,
    pub(super) reading: Reading,
}

/// Content of one or more files, before dependencies are looked for.
pub(in crate::config) struct Draft {
    pub modules: Vec<Module>,
    /// Key for import roots, if there is one.
    pub roots_key: Option<&'static str>,
    /// Names of the modules that have any.
    pub names: Vec<String>,
    pub wanted: Vec<Wanted>,
    pub notes: Vec<Note>,
    pub plugins: Plugins,
    /// Rules that it can name.
    pub catalog: Arc<Catalog>,
}

impl Default for Draft {
    fn default() -> Draft {
        Draft {
            modules: Vec::new(),
            roots_key: None,
            names: Vec::new(),
            wanted: Vec::new(),
            notes: Vec::new(),
            plugins: Plugins::default(),
            catalog: Catalog::compiled_in().clone(),
        }
    }
}

/// Reads a file, of which something is used. The path is absolute.
pub(in crate::config) fn open(path: &Path, used: impl Into<Use>) -> Result<BufYaml, Problems> {
    let (mut reading, value) = source::read(path, Language::Yaml)?;
    reading.used = used.into();
    understand(reading, value, path.parent().unwrap_or(path))
}

/// Checks the keys of what was read.
pub(in crate::config) fn understand(
    mut reading: Reading,
    value: Node,
    folder: &Path,
) -> Result<BufYaml, Problems> {
    let version = version(&value, &Version::ALL, &reading)?;
    check(&value, keys::of(version), "", &mut reading);
    if !reading.problems.is_empty() {
        return Err(reading.into_problems());
    }
    Ok(BufYaml { version, folder: folder.to_owned(), value, reading })
}

impl BufYaml {
    /// Line of a place, from 1.
    pub fn line(&self, span: Span) -> usize {
        self.reading.line(span)
    }

    pub(super) fn dialect(&self) -> Dialect {
        Dialect { version: self.version }
    }
}

/// The version that a file says it has, which must be one of the known ones.
pub(super) fn version(value: &Node, known: &[Version], reading: &Reading) -> Result<Version, Problems> {
    let newest = known.last().map_or("", |version| version.name());
    let problem =
        |span, message: String, help: String| vec![Problem::new(&reading.source, span, message).help(help)];
    if value.is_null() {
        return Err(problem(None, "this file is empty".into(), format!("begin with `version: {newest}`")));
    }
    let Some(found) = value.get("version") else {
        let message = match value.entries() {
            [] => "this is no table of keys and values".to_owned(),
            _ => "the key `version` is missing".to_owned(),
        };
        return Err(problem(Some(value.span), message, format!("begin with `version: {newest}`")));
    };
    let name = found.text().unwrap_or_default();
    if let Some(version) = known.iter().find(|version| version.name() == name) {
        return Ok(*version);
    }
    let names: Vec<&str> = known.iter().rev().map(|version| version.name()).collect();
    let message = match found.text() {
        Some(name) => format!("there is no version `{name}` of this file"),
        None => format!("the version is {}, and should be a word", found.kind().in_words()),
    };
    let help = match names[..] {
        [only] => format!("write `{only}`"),
        _ => format!("the versions are {}", names.join(", ")),
    };
    Err(problem(Some(found.span), message, help))
}
