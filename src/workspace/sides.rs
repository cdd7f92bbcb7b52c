//! The two sides of a comparison: which files of the old one are those of the new one, word for word and
//! with the same imports, so that they are read and linked once. Compares texts, not what they mean.

use super::input::Input;
use super::{Content, Entry, Origin, Part, Request, Scope, paths};
use protune_compiler::schema::{File, FileId, lower};
use protune_compiler::syntax::parse;
use protune_engine::settings::Files;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The requests of a comparison: that of the new side, and the same in each of the inputs. The new side may be an
/// input as well, `checked`.
pub fn requests(
    after: Request,
    checked: Option<&Input>,
    inputs: &[Input],
    config: Option<&str>,
) -> (Request, Vec<Request>) {
    let after = match checked {
        Some(checked) => within(checked, after),
        None => after,
    };
    let working_dir = paths::working_dir();
    let absolute = |paths: &[PathBuf]| -> Vec<PathBuf> {
        paths.iter().map(|path| paths::absolute(path, &working_dir)).collect()
    };
    let paths = absolute(&after.paths);
    let from = match (checked, inputs.first()) {
        (Some(checked), _) => checked.folder.clone(),
        (None, Some(input)) => compared_from(&paths, input, &working_dir),
        (None, None) => working_dir.clone(),
    };
    let before = |input: &Input| {
        if let Some(config) = config {
            input.make_folders_named_in(config);
        }
        let to = &input.folder;
        let moved = |paths: &[PathBuf]| -> Vec<PathBuf> {
            absolute(paths).into_iter().map(|path| moved(path, &from, to)).collect()
        };
        let named = moved(&paths);
        // What is new is not there, unless it has moved.
        let asked = if after.only.is_empty() { named.clone() } else { moved(&after.only) };
        // A server has no paths: its files are compared by what they declare.
        let has_paths = input.server.is_none();
        let follows = has_paths
            && !asked.is_empty()
            && !input.is_schema()
            && !asked.iter().any(|path| input.has_schema(path));
        let only = if follows || !has_paths { Vec::new() } else { moved(&after.only) };
        let whole = || input.top.clone().filter(|_| follows).unwrap_or_else(|| to.clone());
        let is_there = |path: &PathBuf| has_paths && !follows && input.has(path);
        let there: Vec<PathBuf> = named.into_iter().filter(is_there).collect();
        let there = if there.is_empty() { vec![whole()] } else { there };
        Request {
            is_bare: after.is_bare,
            paths: input.targets_in(&there).unwrap_or(there),
            only,
            without: moved(&after.without),
            config: config.map(str::to_owned),
            roots: match checked {
                _ if input.is_root => vec![to.clone()],
                Some(checked) if checked.is_root => Vec::new(),
                _ => moved(&after.roots),
            },
            no_links: after.no_links,
            compared_from: Some(to.clone()),
            compared_with: vec![from.clone()],
            top: input.top.clone(),
            elsewhere: Arc::clone(&input.elsewhere),
            may_be_empty: true,
            is_set: input.is_root,
            follows,
            ..Request::default()
        }
    };
    let before = inputs.iter().map(before).collect();
    let compared_with = inputs.iter().map(|input| input.folder.clone()).collect();
    let was_there = |path: &PathBuf| {
        inputs.iter().any(|input| input.has_schema(&moved(path.clone(), &from, &input.folder)))
    };
    let is_there = |path: &PathBuf| {
        path.symlink_metadata().is_ok() || after.elsewhere.has_file(path) || after.elsewhere.has_folder(path)
    };
    let gone = paths.iter().filter(|path| !is_there(path) && was_there(path)).cloned().collect();
    let paths = checked.and_then(|checked| checked.targets.clone()).unwrap_or_else(|| after.paths.clone());
    let after =
        Request { paths, compared_from: Some(from), compared_with, gone, may_be_empty: true, ..after };
    (after, before)
}

/// Has the old side leave out what the configurations of the new one exclude, which would be taken for deleted.
pub fn exclude_alike(before: &mut Scope, after: &Scope) {
    let (Some(to), Some(from)) = (&before.request.compared_from, after.request.compared_from.clone()) else {
        return;
    };
    let excludes = after.projects.iter().filter_map(|project| project.exclude.as_ref());
    let excluded: Vec<Files> = excludes.map(|exclude| exclude.files.clone()).collect();
    if after.request.obeys_exclude && !excluded.is_empty() {
        let matches = move |path: &Path| excluded.iter().any(|files| files.contain(&from.join(path)));
        before.request.excluded = Some(Files::Matching { folder: to.clone(), matches: Arc::new(matches) });
    }
}

/// A request for an input in place of the folder that it stands for.
fn within(checked: &Input, request: Request) -> Request {
    let working_dir = paths::working_dir();
    let to = &checked.folder;
    let moved = |paths: &[PathBuf]| -> Vec<PathBuf> {
        paths.iter().map(|path| moved(paths::absolute(path, &working_dir), &working_dir, to)).collect()
    };
    Request {
        paths: vec![to.clone()],
        only: moved(&request.only),
        without: moved(&request.without),
        roots: if checked.is_root { vec![to.clone()] } else { moved(&request.roots) },
        is_set: checked.is_root,
        top: checked.top.clone(),
        elsewhere: Arc::clone(&checked.elsewhere),
        ..request
    }
}

fn moved(path: PathBuf, from: &Path, to: &Path) -> PathBuf {
    path.strip_prefix(from).map_or(path.clone(), |below| to.join(below))
}

/// The folder on the new side that the one on the old side is compared with: the one that is named, or the
/// one from which some of the named paths are on the old side as well.
fn compared_from(paths: &[PathBuf], to: &Input, working_dir: &Path) -> PathBuf {
    let [first, ..] = paths else { return working_dir.to_owned() };
    if paths.len() == 1 && first.is_dir() {
        return first.clone();
    }
    let around: Vec<&Path> =
        first.ancestors().skip(1).take_while(|around| around.starts_with(working_dir)).collect();
    let fits = |from: &&&Path| {
        paths.iter().any(|path| path.starts_with(from) && to.has(&moved(path.clone(), from, &to.folder)))
    };
    around.iter().rev().find(fits).map_or(working_dir.to_owned(), |from| from.to_path_buf())
}

/// Leaves out of an old side what has nothing to do with the new one: all but the files that are imported by names that
/// are there now, and what lay beside them below the same roots.
pub(super) fn follow(before: &mut Part<'_>, after: &Part<'_>) {
    let own = || after.entries.iter().filter(|entry| entry.is_own);
    let names: HashSet<&str> = own().map(|entry| &*entry.name).collect();
    let asked: HashSet<PathBuf> = own().filter_map(root).collect();
    let below =
        |named: &PathBuf| asked.iter().find_map(|root| named.strip_prefix(root).ok()).map(Path::to_owned);
    let named = after.scope.absolute(&after.scope.request.only).into_iter();
    let named: Vec<PathBuf> = named.chain(after.scope.named.iter().map(|named| named.path.clone())).collect();
    let parts: Vec<PathBuf> = named.iter().filter_map(below).collect();
    let is_asked = |entry: &Entry| parts.iter().any(|part| Path::new(&*entry.name).starts_with(part));
    let known = before.entries.iter().filter(|entry| names.contains(&*entry.name));
    let roots: HashSet<PathBuf> = known.filter_map(root).collect();
    let is_meant = |id: &FileId| {
        let entry = &before.entries[id.index()];
        names.contains(&*entry.name)
            || is_asked(entry) && root(entry).is_some_and(|root| roots.contains(&root))
    };
    before.modules.rows.iter_mut().for_each(|(_, files)| files.retain(is_meant));
    before.reported.retain(is_meant);
}

/// The folder that the name of a file begins in.
fn root(entry: &Entry) -> Option<PathBuf> {
    let (path, name) = (entry.origin.disk()?, Path::new(&*entry.name));
    path.ends_with(name).then(|| path.ancestors().nth(name.components().count()).map(Path::to_owned))?
}

/// The files of the new side, by where they would lie on the old one.
pub(super) struct Twins<'p> {
    part: &'p Part<'p>,
    entries: &'p [Entry],
    by_origin: FxHashMap<Origin, FileId>,
}

impl<'p> Twins<'p> {
    pub(super) fn of(part: &'p Part<'p>, before: &Scope) -> Twins<'p> {
        let bases = part.scope.request.compared_from.as_ref().zip(before.request.compared_from.as_ref());
        let twin = |origin: &Origin| match (origin, bases) {
            (Origin::Disk(path), Some((from, to))) => match path.strip_prefix(from) {
                Ok(below) => Origin::Disk(to.join(below)),
                Err(_) => origin.clone(),
            },
            _ => origin.clone(),
        };
        let ids = (0..part.entries.len()).map(FileId::new);
        let by_origin = part.entries.iter().map(|entry| twin(&entry.origin)).zip(ids).collect();
        Twins { part, entries: &part.entries, by_origin }
    }

    pub(super) fn find(&self, origin: &Origin) -> Option<(FileId, &'p File)> {
        let twin = *self.by_origin.get(origin)?;
        Some((twin, self.file(twin)))
    }

    /// The twin is what was read from this path, nothing in its place, and there was nothing wrong with it.
    pub(super) fn is_read_from(&self, twin: FileId, path: &Path) -> bool {
        let is_flawed = || self.part.problems.iter().any(|problem| problem.place.file == twin);
        let is_there = self.entries[twin.index()].origin.disk() == Some(path);
        let scope = self.part.scope;
        let is_replaced = || scope.text(path).is_some() || scope.request.elsewhere.has_file(path);
        is_there && !is_replaced() && !is_flawed()
    }

    pub(super) fn file(&self, twin: FileId) -> &'p File {
        own(&self.entries[twin.index()])
    }
}

/// Returns the file. Only the old side has twins.
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
            importers[target.index()].push(index);
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
            let text = own(&after.entries[twin.index()]).text();
            entry.content = Content::Own(Arc::new(lower("", parse(text))));
        }
    });
    let ids = (0..same.len()).map(FileId::new);
    ids.zip(same).filter_map(|(id, same)| Some((id, same?))).collect()
}

fn twin_of(entry: &Entry, after: &[Entry]) -> Option<FileId> {
    match entry.content {
        Content::Twin(twin) if after[twin.index()].name == entry.name => Some(twin),
        _ => None,
    }
}

fn imports_same(before: &Part<'_>, after: &Part<'_>, same: &[Option<FileId>], index: usize) -> bool {
    let Some(twin) = same[index] else { return false };
    let (old, new) = (&before.entries[index].imports, &after.entries[twin.index()].imports);
    old.iter().zip(new).all(|(old, new)| old.and_then(|old| same[old.index()]) == *new)
}
