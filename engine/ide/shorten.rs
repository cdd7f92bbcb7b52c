//! The shortest names by which a place of a file can refer to types, whether they are imported already or not.

use protune_compiler::schema::{FileView, Global, Lookup, MessageView, Symbol};
use std::collections::HashSet;

/// A place, and what would hide a full name there.
pub(super) struct Shortener<'s> {
    view: FileView<'s>,
    inside: Option<MessageView<'s>>,
    /// First parts of names that mean a package around the file, and not one at the top.
    hiding: HashSet<&'s str>,
}

impl<'s> Shortener<'s> {
    pub(super) fn new(view: FileView<'s>, inside: Option<MessageView<'s>>) -> Shortener<'s> {
        let package = view.package();
        let mut hiding = HashSet::new();
        let ends = package.match_indices('.').map(|(at, _)| at).chain([package.len()]);
        let around: Vec<&str> = ends.map(|end| &package[..end]).filter(|around| !around.is_empty()).collect();
        for file in view.schema().files() {
            for around in &around {
                let below = file.package().strip_prefix(around).and_then(|rest| rest.strip_prefix('.'));
                hiding.extend(below.and_then(|below| below.split('.').next()));
            }
        }
        Shortener { view, inside, hiding }
    }

    /// The shortest name for a type with this full name.
    pub(super) fn name(&self, symbol: Global<Symbol>, full: &str) -> String {
        let mut starts: Vec<usize> = full.match_indices('.').map(|(at, _)| at + 1).collect();
        starts.reverse();
        starts.push(0);
        for start in starts {
            let name = &full[start..];
            match self.view.look_up_type(self.inside, name) {
                Lookup::Found(found) | Lookup::NotImported(found) if found == symbol => {
                    return name.to_owned();
                }
                // Nothing in sight has its first part.
                Lookup::Nothing if start == 0 && !self.is_hidden(full) => return name.to_owned(),
                _ => {}
            }
        }
        format!(".{full}")
    }

    fn is_hidden(&self, full: &str) -> bool {
        let first = full.split('.').next().unwrap_or(full);
        self.hiding.contains(first) || self.view.look_up(self.inside, first) != Lookup::Nothing
    }
}
