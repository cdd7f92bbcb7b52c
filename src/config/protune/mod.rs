//! protune.toml: our own configuration file. Which keys it has, and what each sets, is in [`keys`]; what they come to
//! together, in [`draft`].

mod carry;
mod draft;
mod globs;
mod house;
mod init;
mod keys;
mod reference;
mod schema;
mod words;

pub use carry::carry_over;
pub(super) use globs::{GlobSet, whole as whole_glob};
pub(super) use init::quoted;
pub use init::starting_file;
pub use reference::{explain, paths as key_paths, reference};
pub use schema::schema;

use super::keys::{check, set};
use super::plugins;
use super::problem::{Note, Problems, Reading, Use};
use super::source;
use super::{Breaking, Files, Lint, Module};
use crate::plugin::Plugins;
use draft::Draft;
pub(super) use draft::Selection;
pub(super) use house::packs;
pub use house::{House, house_of_pages};
use protune_data::{Language, Node};
use protune_engine::fmt::Style;
use protune_rules::Catalog;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) const NAME: &str = "protune.toml";

/// Content of a protune.toml.
pub(super) struct Ours {
    pub file: PathBuf,
    /// Findings that are known. Absolute.
    pub baseline: Option<PathBuf>,
    /// `None` if it is not set.
    pub lint: Option<Selection>,
    /// `None` if it is not set.
    pub breaking: Option<Selection>,
    pub style: Style,
    /// Rules that the file can name.
    pub catalog: Arc<Catalog>,
    /// Empty when modules are to be found otherwise.
    pub roots: Vec<PathBuf>,
    pub excludes: Vec<PathBuf>,
    /// Globs, and the files that they mean; `None` when all files are judged.
    pub exclude: Option<(Vec<String>, Files)>,
    /// Configuration files that are deployed with the schemas, beside those that are found by their content.
    pub deployed: Option<Files>,
    pub dependencies: Vec<PathBuf>,
    /// Its plugins.
    pub plugins: Plugins,
    pub house: House,
    pub notes: Vec<Note>,
}

/// Reads a file, of which something is used. The path is absolute.
pub(super) fn read(path: &Path, used: Use) -> Result<(Reading, Node), Problems> {
    let (mut reading, value) = source::read(path, Language::Toml)?;
    reading.used = used;
    Ok((reading, value))
}

/// Returns the import roots that a file names, which decide whether others count beside it.
pub(super) fn roots(value: &Node, folder: &Path) -> Vec<PathBuf> {
    let named = value.get("roots").map_or(&[][..], Node::items);
    named.iter().filter_map(|root| Some(crate::paths::absolute(Path::new(root.text()?), folder))).collect()
}

/// Understands what was read from `file`; its paths start in `folder`.
pub(super) fn understand(
    mut reading: Reading,
    value: &Node,
    file: &Path,
    folder: &Path,
) -> Result<Ours, Problems> {
    check(value, &keys::FILE, "", &mut reading);
    let plugins = plugins::open(value.get("plugins"), folder, &mut reading);
    let house = house::read(value, folder, &mut reading);
    let mut draft = Draft::new(folder);
    draft.house = house;
    set(value, keys::KEYS, &mut draft, &mut reading);
    draft.finish(file, plugins, reading)
}

impl Ours {
    /// The module of a file that names roots, or of one that stands alone: then its folder. Rules are those that run
    /// by default.
    pub(super) fn module(&self, folder: &Path) -> Module {
        let roots = if self.roots.is_empty() { vec![folder.to_owned()] } else { self.roots.clone() };
        Module {
            roots,
            includes: Vec::new(),
            excludes: self.excludes.clone(),
            lint: Arc::new(Lint::unconfigured()),
            breaking: Arc::new(Breaking::unconfigured()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::problem::Source;
    use protune_rules::{Check, Rule};

    /// A rule need not be compiled in to be named.
    #[test]
    fn rules_of_the_project_are_chosen_and_weighed() {
        let text = "[lint]\nselect = [\"ACME_ODD\"]\n[lint.severity]\nACME_ODD = \"info\"\n\
                    [lint.per-file-ignores]\n\"old/**\" = [\"ACME_ODD\"]\n";
        let source = Source { path: NAME.to_owned(), text: text.to_owned() };
        let Ok((mut reading, value)) = source::parse(source, Language::Toml) else { panic!("it is TOML") };
        let rule = Rule::brought("ACME_ODD", "# ACME_ODD\n", Check::brought(|_, _| {}));
        reading.catalog = Arc::new(reading.catalog.with([rule]).unwrap());
        let folder = Path::new("/project");
        let Ok(ours) = understand(reading, &value, &folder.join(NAME), folder) else { panic!("it is right") };
        let mut lint = Lint::unconfigured();
        assert!(ours.lint.unwrap().add_to_lint(&mut lint).is_none());
        assert_eq!(format!("{:?}", lint.rules), "[ACME_ODD (info)]");
        let id = lint.rules[0].rule.id;
        assert!(lint.ignored(&folder.join("old/a.proto")).has(id));
        assert!(!lint.ignored(&folder.join("a.proto")).has(id));
    }
}
