//! Finds .proto files below folders. Hidden folders and what `.gitignore` excludes are not walked.

use super::{Elsewhere, Failure, Texts, is_proto, paths};
use crate::config;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How folders are walked.
pub(super) struct Walk<'w> {
    pub(super) working_dir: &'w Path,
    pub(super) follows_links: bool,
    /// Files that need not lie on the disk.
    pub(super) texts: &'w Texts,
    pub(super) elsewhere: &'w Elsewhere,
}

/// What lies below folders; paths are absolute when the folders were.
#[derive(Default)]
pub(super) struct Found {
    pub(super) files: Vec<PathBuf>,
    /// Folders with a configuration.
    pub(super) configured: Vec<PathBuf>,
    pub(super) failures: Vec<Failure>,
}

impl Walk<'_> {
    /// Adds what lies below a folder, those below it left out that are not `wanted`.
    pub(super) fn below(&self, folder: &Path, wanted: impl Fn(&Path) -> bool + Sync, found: &mut Found) {
        if !self.elsewhere.has_folder(folder) || folder.exists() {
            found.append(self.on_disk(&Inner { path: folder, outer: None }, None, &wanted));
        }
        self.unsaved(folder, &wanted, found);
        self.left_elsewhere(folder, &wanted, found);
    }

    /// What lies below a folder on the disk, folders side by side on all threads, in order of the names in each.
    fn on_disk(
        &self,
        folder: &Inner<'_>,
        outer: Option<&Arc<Ignored>>,
        wanted: &(impl Fn(&Path) -> bool + Sync),
    ) -> Found {
        let mut found = Found::default();
        let Entries { entries, has_ignored, failures } = self.entries(folder);
        failures.iter().for_each(|(path, error)| report(path, error, self.working_dir, &mut found));
        let ignored = Ignored::of(folder.path, has_ignored, outer.cloned());
        let ignored = ignored.as_ref();
        let is_kept = |entry: &Entry| match entry.is_folder {
            true => !skips_folder(&entry.path, ignored) && wanted(&entry.path),
            false => !is_proto(&entry.path) || !is_ignored(&entry.path, false, ignored),
        };
        let walk = |entry: &Entry| {
            let inner = Inner { path: &entry.path, outer: Some(folder) };
            entry.is_folder.then(|| self.on_disk(&inner, ignored, wanted))
        };
        let entries: Vec<Entry> = entries.into_iter().filter(is_kept).collect();
        let below: Vec<Option<Found>> = match entries.iter().any(|entry| entry.is_folder) {
            true => entries.par_iter().map(walk).collect(),
            false => Vec::new(),
        };
        let mut below = below.into_iter();
        for entry in entries {
            match below.next().flatten() {
                Some(below) => found.append(below),
                None if is_proto(&entry.path) => found.files.push(entry.path),
                None if is_configuration(&entry.path) => found.configured.push(folder.path.to_owned()),
                None => {}
            }
        }
        found
    }

    fn entries(&self, folder: &Inner<'_>) -> Entries {
        let (mut entries, mut failures, mut has_ignored) = (Vec::new(), Vec::new(), false);
        let read = match folder.path.read_dir() {
            Ok(read) => read,
            Err(error) => {
                return Entries { entries, has_ignored, failures: vec![(folder.path.to_owned(), error)] };
            }
        };
        for entry in read {
            let kind = entry.and_then(|entry| entry.file_type().map(|kind| (entry.path(), kind)));
            let (path, mut kind) = match kind {
                Ok(entry) => entry,
                Err(error) => {
                    failures.push((folder.path.to_owned(), error));
                    continue;
                }
            };
            if path.ends_with(IGNORED) {
                match path.metadata() {
                    Ok(found) if found.len() > MAX_IGNORED => {
                        let why = format!("it is larger than {} KiB", MAX_IGNORED >> 10);
                        failures.push((path.clone(), io::Error::new(io::ErrorKind::FileTooLarge, why)));
                    }
                    _ => has_ignored = true,
                }
            }
            if kind.is_symlink() && self.follows_links {
                kind = match path.metadata() {
                    // A link that leads back up adds nothing.
                    Ok(target) if target.is_dir() && folder.is_in(&path) => continue,
                    Ok(target) => target.file_type(),
                    Err(error) => {
                        failures.push((path, error));
                        continue;
                    }
                };
            }
            if kind.is_dir() || kind.is_file() {
                entries.push(Entry { path, is_folder: kind.is_dir() });
            }
        }
        // Entries of one folder differ in their names only; their paths need no taking apart.
        entries.sort_unstable_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
        failures.sort_by(|(a, _), (b, _)| a.cmp(b));
        Entries { entries, has_ignored, failures }
    }

    /// Adds the files below a folder that lie elsewhere, as far as they would be walked.
    fn left_elsewhere(&self, folder: &Path, wanted: &impl Fn(&Path) -> bool, found: &mut Found) {
        let mut below: Vec<&PathBuf> =
            self.elsewhere.paths().filter(|path| path.starts_with(folder)).collect();
        below.sort_unstable();
        let mut walked: FxHashMap<&Path, Option<Option<Arc<Ignored>>>> = FxHashMap::default();
        walked.insert(folder, Some(Ignored::of(folder, true, None)));
        for path in below {
            let between: Vec<&Path> =
                path.ancestors().skip(1).take_while(|around| !walked.contains_key(around)).collect();
            for inner in between.into_iter().rev() {
                let outer = inner.parent().and_then(|outer| walked.get(outer)?.clone());
                let ignored = outer
                    .filter(|outer| !skips_folder(inner, outer.as_ref()) && wanted(inner))
                    .map(|outer| Ignored::of(inner, true, outer));
                walked.insert(inner, ignored);
            }
            let ignored = path.parent().and_then(|folder| walked.get(folder)?.as_ref());
            if ignored.is_some_and(|ignored| !is_ignored(path, false, ignored.as_ref())) {
                found.files.push(path.clone());
            }
        }
    }

    /// Adds the files below a folder that are not on the disk yet: whoever writes one wants it.
    fn unsaved(&self, folder: &Path, wanted: &impl Fn(&Path) -> bool, found: &mut Found) {
        let is_walked = |path: &Path| {
            let between = path.ancestors().skip(1).take_while(|around| *around != folder);
            path.starts_with(folder) && between.into_iter().all(wanted)
        };
        let unsaved = self.texts.keys().filter(|path| is_proto(path) && is_walked(path) && !path.exists());
        let before = found.files.len();
        found.files.extend(unsaved.cloned());
        found.files[before..].sort_unstable();
    }
}

/// What is in a folder.
struct Entries {
    /// Files and folders in order of their names, links followed as far as they are to be.
    entries: Vec<Entry>,
    has_ignored: bool,
    /// Paths that could not be read.
    failures: Vec<(PathBuf, io::Error)>,
}

/// A file or folder in a folder.
struct Entry {
    path: PathBuf,
    is_folder: bool,
}

/// A folder that is walked, and the one that it was found in.
struct Inner<'p> {
    path: &'p Path,
    outer: Option<&'p Inner<'p>>,
}

impl Inner<'_> {
    /// It is the folder that a link leads to, or lies in it.
    fn is_in(&self, link: &Path) -> bool {
        let Ok(target) = link.canonicalize() else { return false };
        let around = std::iter::successors(Some(self), |inner| inner.outer);
        around.map(|inner| inner.path.canonicalize()).any(|path| path.is_ok_and(|path| path == target))
    }
}

impl Found {
    fn append(&mut self, mut other: Found) {
        self.files.append(&mut other.files);
        self.configured.append(&mut other.configured);
        self.failures.append(&mut other.failures);
    }
}

fn is_configuration(path: &Path) -> bool {
    path.file_name().is_some_and(|name| config::is_configuration(&name.to_string_lossy()))
}

fn report(path: &Path, error: &io::Error, working_dir: &Path, found: &mut Found) {
    // A link into nowhere matters when it is called like a schema.
    if is_broken_link(path) && !is_proto(path) {
        return;
    }
    let reason = if is_broken_link(path) { BROKEN_LINK.to_owned() } else { super::read::reason(error) };
    found.failures.push(Failure { path: paths::printed(path, working_dir), reason });
}

pub(super) const BROKEN_LINK: &str = "it is a link to a file that does not exist";

pub(super) fn is_broken_link(path: &Path) -> bool {
    path.is_symlink() && !path.exists()
}

const IGNORED: &str = ".gitignore";

/// The most that a `.gitignore` holds, in bytes. Each of them takes hundreds once its patterns can be matched.
const MAX_IGNORED: u64 = 256 << 10;

/// The `.gitignore` file of a folder that is walked, and those of the folders around it.
struct Ignored {
    here: Gitignore,
    outer: Option<Arc<Ignored>>,
}

impl Ignored {
    /// `None` when there is none at all. Whether the folder `has_own` is asked of the disk where that may be so.
    fn of(folder: &Path, has_own: bool, outer: Option<Arc<Ignored>>) -> Option<Arc<Ignored>> {
        match has_own.then(|| read_gitignore(folder)).flatten() {
            Some(here) => Some(Arc::new(Ignored { here, outer })),
            None => outer,
        }
    }
}

fn skips_folder(path: &Path, ignored: Option<&Arc<Ignored>>) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    is_hidden || is_ignored(path, true, ignored)
}

/// The innermost file that says anything decides.
fn is_ignored(path: &Path, is_dir: bool, ignored: Option<&Arc<Ignored>>) -> bool {
    let matchers = std::iter::successors(ignored, |inner| inner.outer.as_ref());
    let mut decisions = matchers.map(|ignored| ignored.here.matched(path, is_dir));
    decisions.find(|decision| !decision.is_none()).is_some_and(|decision| decision.is_ignore())
}

fn read_gitignore(folder: &Path) -> Option<Gitignore> {
    let file = folder.join(IGNORED);
    if !file.metadata().is_ok_and(|found| found.is_file() && found.len() <= MAX_IGNORED) {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    // A line that is no pattern is left out; the others hold.
    let _ = builder.add(file);
    builder.build().ok()
}
