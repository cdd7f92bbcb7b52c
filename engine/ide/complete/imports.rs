//! Paths of imports, and the package that fits the folder.

use super::{Completion, CompletionKind, Completions, MOST, Site};
use crate::ide::search::is_subsequence;
use protune_compiler::text::Span;
use protune_compiler::well_known;

impl Site<'_> {
    /// Import names of all files but this one and those that are imported.
    pub(super) fn import_paths(&self, span: Span) -> Completions {
        let typed =
            Span::new(span.start, self.cursor.offset.clamp(span.start, span.end)).of(self.view.text());
        let written = |name: &str| {
            // The import that is being typed may be whole.
            self.view.imports().any(|import| import.name() == name && !import.name_span().contains(span))
        };
        let folder = self.view.name().rsplit_once('/').map_or("", |(folder, _)| folder);
        let rank = |name: &str| match () {
            () if !name.starts_with(typed) => is_subsequence(name.as_bytes(), typed.as_bytes()).then_some(5),
            () if name.rsplit_once('/').map_or("", |(folder, _)| folder) == folder => Some(1),
            () if well_known::text(name).is_some() => Some(3),
            () => Some(2),
        };
        let files = self.schema().files().filter(|file| file.id != self.view.id);
        let mut fitting: Vec<(u8, usize, &str)> = Vec::new();
        for name in files.map(|file| file.name()).chain(well_known::names().map(|name| -> &str { name })) {
            fitting.extend(rank(name).map(|rank| (rank, name.len(), name)));
        }
        fitting.sort_unstable();
        fitting.dedup();
        fitting.retain(|(_, _, name)| !written(name));
        let is_incomplete = fitting.len() > MOST;
        fitting.truncate(MOST);
        let item = |(rank, _, name): (u8, usize, &str)| Completion {
            replaced: span,
            rank,
            ..self.item(name, CompletionKind::File)
        };
        Completions { items: fitting.into_iter().map(item).collect(), is_incomplete }
    }

    /// The package that the folder of the file stands for, and packages of files beside it.
    pub(super) fn package(&self) -> Completions {
        let folder = self.view.name().rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut names: Vec<String> = Vec::new();
        if !folder.is_empty() {
            names.push(folder.replace('/', "."));
        }
        let beside = self.schema().files().filter(|file| {
            file.id != self.view.id && file.name().rsplit_once('/').map_or("", |(folder, _)| folder) == folder
        });
        for package in beside.map(|file| file.package()) {
            if !package.is_empty() && !names.iter().any(|name| name == package) {
                names.push(package.to_owned());
            }
        }
        let item = |(rank, name): (usize, String)| Completion {
            rank: rank.min(9) as u8,
            is_preselected: rank == 0,
            ..self.item(name, CompletionKind::Package)
        };
        Completions { items: names.into_iter().enumerate().map(item).collect(), is_incomplete: false }
    }
}
