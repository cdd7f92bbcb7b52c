//! Paths of imports, and the package that fits the folder.

use super::{Completion, CompletionKind, Completions, Site};
use protune_compiler::schema::FileView;
use protune_compiler::text::Span;
use protune_compiler::well_known;
use std::collections::BTreeSet;

impl Site<'_> {
    /// Import names of all files but this one and those that are imported.
    pub(super) fn import_paths(&self, span: Span) -> Completions {
        let typed =
            Span::new(span.start, self.cursor.offset.clamp(span.start, span.end)).of(self.view.text());
        let written = |name: &str| {
            // The import that is being typed may be whole.
            self.view.imports().any(|import| import.name() == name && !import.name_span().contains(span))
        };
        let files = self.schema().files().filter(|file| file.id != self.view.id);
        let mut names: BTreeSet<&str> = files.map(FileView::name).collect();
        for name in well_known::names() {
            names.insert(name);
        }
        names.retain(|name| !written(name));
        let fits = |name: &&str| {
            name.starts_with(typed) || crate::ide::search::is_subsequence(name.as_bytes(), typed.as_bytes())
        };
        let folder = self.view.name().rsplit_once('/').map_or("", |(folder, _)| folder);
        let item = |name: &str| Completion {
            replaced: span,
            rank: match () {
                () if !name.starts_with(typed) => 5,
                () if name.rsplit_once('/').map_or("", |(folder, _)| folder) == folder => 1,
                () if well_known::text(name).is_some() => 3,
                () => 2,
            },
            ..self.item(name, CompletionKind::File)
        };
        let items: Vec<Completion> = names.into_iter().filter(fits).map(item).collect();
        Completions { items, is_incomplete: false }
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
