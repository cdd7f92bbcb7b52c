//! The shortest names by which a place of a file can refer to types, whether they are imported already or not.

use protune_compiler::schema::{FileView, Global, Lookup, MessageView, Symbol};

/// A place that types are named at.
pub(super) struct Shortener<'s> {
    view: FileView<'s>,
    inside: Option<MessageView<'s>>,
}

impl<'s> Shortener<'s> {
    pub(super) fn new(view: FileView<'s>, inside: Option<MessageView<'s>>) -> Shortener<'s> {
        Shortener { view, inside }
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

    /// Whether the first part of a name means something nearer than a package at the top.
    fn is_hidden(&self, full: &str) -> bool {
        let first = full.split('.').next().unwrap_or(full);
        let package = self.view.package();
        let ends = package.match_indices('.').map(|(at, _)| at).chain([package.len()]);
        let mut around = ends.map(|end| &package[..end]).filter(|around| !around.is_empty());
        around.any(|around| self.view.schema().has_package(&format!("{around}.{first}")))
            || self.view.look_up(self.inside, first) != Lookup::Nothing
    }
}
