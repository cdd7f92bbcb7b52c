//! The two sides of a comparison: which files of the old one are those of the new one, word for word and
//! with the same imports, so that they are read and linked once. Compares texts, not what they mean.

use super::{Content, Entry, Origin, Part, Request, Scope, paths};
use protune_compiler::schema::{File, FileId, lower};
use protune_compiler::syntax::parse;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What is asked for on the old side: the same as on the new one, in another folder.
pub fn request_before(after: &Request, folder: &Path) -> Request {
    let working_dir = paths::working_dir();
    let (from, to) = (compared_from(after), paths::absolute(folder, &working_dir));
    let moved = |path: &PathBuf| {
        let path = paths::absolute(path, &working_dir);
        path.strip_prefix(&from).map_or(path.clone(), |below| to.join(below))
    };
    // What is new need not be there.
    let all = |paths: &[PathBuf]| paths.iter().map(moved).collect::<Vec<_>>();
    let paths = match all(&after.paths) {
        none if none.is_empty() => vec![to.clone()],
        some => some.into_iter().filter(|path| *path == to || path.exists()).collect(),
    };
    Request {
        paths: if paths.is_empty() { vec![to.clone()] } else { paths },
        only: all(&after.only),
        without: all(&after.without),
        roots: all(&after.roots),
        no_links: after.no_links,
        compared_from: Some(to),
    }
}

/// The folder that the paths of a comparison are seen from: the one that is compared, else the working
/// directory.
pub fn compared_from(request: &Request) -> PathBuf {
    let working_dir = paths::working_dir();
    match &request.paths[..] {
        [only] if only.is_dir() => paths::absolute(only, &working_dir),
        _ => working_dir,
    }
}

/// The files of the new side, by where they would lie on the old one.
pub(super) struct Twins<'p> {
    entries: &'p [Entry],
    by_origin: HashMap<Origin, FileId>,
}

impl<'p> Twins<'p> {
    pub(super) fn of(part: &'p Part<'_>, before: &Scope) -> Twins<'p> {
        let bases = part.scope.request.compared_from.as_ref().zip(before.request.compared_from.as_ref());
        let moved = |origin: &Origin| match (origin, bases) {
            (Origin::Disk(path), Some((from, to))) => match path.strip_prefix(from) {
                Ok(below) => Origin::Disk(to.join(below)),
                Err(_) => origin.clone(),
            },
            _ => origin.clone(),
        };
        let ids = (0..part.entries.len() as u32).map(FileId);
        let by_origin = part.entries.iter().map(|entry| moved(&entry.origin)).zip(ids).collect();
        Twins { entries: &part.entries, by_origin }
    }

    pub(super) fn find(&self, origin: &Origin) -> Option<(FileId, &'p File)> {
        let twin = *self.by_origin.get(origin)?;
        Some((twin, self.file(twin)))
    }

    pub(super) fn file(&self, twin: FileId) -> &'p File {
        own(&self.entries[twin.0 as usize])
    }
}

/// Only the old side has twins.
fn own(entry: &Entry) -> &File {
    match &entry.content {
        Content::Own(file) => file,
        Content::Twin(_) => unreachable!("the new side is read by itself"),
    }
}

/// The files of the old side that are files of the new one: they say the same by the same name, and so do
/// all that they import. What only says the same gets tables of its own.
pub(super) fn same(before: &mut Part<'_>, after: &Part<'_>) -> HashMap<FileId, FileId> {
    let mut same: Vec<Option<FileId>> =
        before.entries.iter().map(|entry| twin_of(entry, &after.entries)).collect();
    // Who imports something that is not the same is not the same either.
    let mut importers: Vec<Vec<usize>> = vec![Vec::new(); before.entries.len()];
    for (index, entry) in before.entries.iter().enumerate() {
        for target in entry.imports.iter().flatten() {
            importers[target.0 as usize].push(index);
        }
    }
    let mut open: Vec<usize> =
        (0..same.len()).filter(|&index| !imports_same(before, after, &same, index)).collect();
    while let Some(index) = open.pop() {
        if same[index].take().is_some() {
            open.extend(&importers[index]);
        }
    }
    before.entries.par_iter_mut().zip(&same).for_each(|(entry, same)| {
        if let (Content::Twin(twin), None) = (&entry.content, same) {
            let text = own(&after.entries[twin.0 as usize]).text();
            entry.content = Content::Own(lower("", parse(text)));
        }
    });
    let ids = (0..same.len() as u32).map(FileId);
    ids.zip(same).filter_map(|(id, same)| Some((id, same?))).collect()
}

fn twin_of(entry: &Entry, after: &[Entry]) -> Option<FileId> {
    match entry.content {
        Content::Twin(twin) if after[twin.0 as usize].name == entry.name => Some(twin),
        _ => None,
    }
}

fn imports_same(before: &Part<'_>, after: &Part<'_>, same: &[Option<FileId>], index: usize) -> bool {
    let Some(twin) = same[index] else { return false };
    let (old, new) = (&before.entries[index].imports, &after.entries[twin.0 as usize].imports);
    old.iter().zip(new).all(|(old, new)| old.and_then(|old| same[old.0 as usize]) == *new)
}
