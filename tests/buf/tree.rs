//! Workspaces of many modules on the disk: one to lint, or the two versions of one to compare.

use super::base;
use super::choices::{Choices, hash};
use super::comments::Comments;
use super::config::{Command, Version, section};
use super::print::print;
use super::random::Random;
use super::world::World;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const MODULES: usize = 10;

/// Number of choices among which one differs in a second version.
const CHANGES: [usize; 6] = [300, 100, 50, 25, 12, 4];

/// The files of a unit by their paths in the workspace.
pub(crate) type Files = BTreeMap<String, String>;

pub(crate) struct Unit {
    pub(crate) module: usize,
    pub(crate) now: Files,
    /// Before; empty where nothing is compared.
    pub(crate) before: Files,
}

pub(crate) struct Pair {
    version: Version,
    pub(crate) units: Vec<Unit>,
    /// The sections of the modules.
    sections: Vec<String>,
    command: &'static str,
}

impl Pair {
    pub(crate) fn generate(command: &Command, version: Version, seed: u64) -> Pair {
        let mut random = Random::new(seed);
        let is_lint = command.name == "lint";
        let mut pair = Pair { version, units: Vec::new(), sections: Vec::new(), command: command.name };
        for module in 0..MODULES {
            for _ in 0..if is_lint { 4 } else { 8 } {
                let (number, seed) = (pair.units.len(), hash(&(seed, pair.units.len())));
                let files = |choices: &Choices| -> Files {
                    let comments = if is_lint { Comments::Many } else { Comments::Few };
                    let world = World::new(choices, number);
                    let keepers = world.keepers().filter(|_| !is_lint);
                    let files = print(&world, comments).into_iter().chain(keepers);
                    files.map(|(path, text)| (format!("m{module}/{path}"), text)).collect()
                };
                let now = files(&Choices::second(seed, random.pick(&CHANGES)));
                let before = if is_lint { Files::new() } else { files(&Choices::first(seed)) };
                pair.units.push(Unit { module, now, before });
            }
            let paths =
                pair.units.iter().filter(|unit| unit.module == module).flat_map(|unit| unit.now.keys());
            let prefix = format!("m{module}/");
            let paths: Vec<String> = match version {
                Version::V2 => paths.cloned().collect(),
                _ => paths.map(|path| path.trim_start_matches(&prefix).to_owned()).collect(),
            };
            let indent = if version == Version::V2 { "      " } else { "  " };
            pair.sections.push(section(command, version, &paths, &mut random, indent));
        }
        pair
    }

    /// Writes the workspace of today, and the one before, which is the same but for the schemas.
    pub(crate) fn write(&self, now: &Path, before: &Path) {
        for folder in [now, before] {
            let base = base::files().map(|(name, text)| (format!("base/{name}"), text));
            let configurations = self.configurations().into_iter();
            base.chain(configurations).for_each(|(path, text)| write(folder, &path, &text));
        }
        for unit in &self.units {
            unit.now.iter().for_each(|(path, text)| write(now, path, text));
            unit.before.iter().for_each(|(path, text)| write(before, path, text));
        }
    }

    fn configurations(&self) -> Files {
        let mut out = Files::new();
        if self.version == Version::V2 {
            let mut text = "version: v2\nmodules:\n  - path: base\n".to_owned();
            for (module, section) in self.sections.iter().enumerate() {
                writeln!(text, "  - path: m{module}").unwrap();
                if !section.is_empty() {
                    write!(text, "    {}:\n{section}", self.command).unwrap();
                }
            }
            out.insert("buf.yaml".to_owned(), text);
            return out;
        }
        let version = self.version.name();
        let mut text = "version: v1\ndirectories:\n  - base\n".to_owned();
        // One version for all: buf looks up the rules of each module in the version of another.
        out.insert("base/buf.yaml".to_owned(), format!("version: {version}\n"));
        for module in 0..self.sections.len() {
            writeln!(text, "  - m{module}").unwrap();
            out.insert(format!("m{module}/buf.yaml"), self.configuration(module));
        }
        out.insert("buf.work.yaml".to_owned(), text);
        out
    }

    pub(crate) fn configuration(&self, module: usize) -> String {
        let mut text = format!("version: {}\n", self.version.name());
        if !self.sections[module].is_empty() {
            write!(text, "{}:\n{}", self.command, self.sections[module]).unwrap();
        }
        text
    }
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}
