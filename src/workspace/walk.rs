//! Finds .proto files, or files of another kind, below folders. Hidden folders are not walked, nor is what git ignores.

use super::ignored::{self, Ignored};
use super::{Elsewhere, Failure, Texts, paths};
use crate::config;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::io;
use std::path::{Path, PathBuf};

/// Settings for walking folders.
pub(super) struct Walk<'w> {
    pub(super) working_dir: &'w Path,
    pub(super) follows_links: bool,
    /// Whether files that git ignores are left out. Not so in unpacked inputs: whoever packed them wanted
    /// them.
    pub(super) has_ignored: bool,
    /// Files that need not lie on the disk.
    pub(super) texts: &'w Texts,
    pub(super) elsewhere: &'w Elsewhere,
    /// The files that are looked for, by their paths.
    pub(super) wants: &'w (dyn Fn(&Path) -> bool + Sync),
}

/// Files below folders; paths are absolute if the folders were.
#[derive(Default)]
pub(super) struct Found {
    pub(super) files: Vec<PathBuf>,
    /// Folders with a configuration.
    pub(super) configured: Vec<PathBuf>,
    /// Folders that are links.
    pub(super) links: Vec<PathBuf>,
    pub(super) failures: Vec<Failure>,
}

impl Walk<'_> {
    /// Adds what lies below a folder, those below it left out that are not `wanted`.
    pub(super) fn below(&self, folder: &Path, wanted: impl Fn(&Path) -> bool + Sync, found: &mut Found) {
        if !self.elsewhere.has_folder(folder) || folder.exists() {
            let mut ignored = Ignored::default();
            if self.has_ignored {
                ignored = Ignored::at(folder);
                let refused = ignored::refused_around(folder);
                refused.iter().for_each(|(path, error)| report(path, error, self.working_dir, found));
            }
            found.append(self.on_disk(&Inner { path: folder, outer: None }, ignored, &wanted));
        }
        self.unsaved(folder, &wanted, found);
        self.left_elsewhere(folder, &wanted, found);
    }

    /// Returns the files below a folder on the disk. Folders are read side by side on all threads, in order
    /// of the names in each.
    fn on_disk(
        &self,
        folder: &Inner<'_>,
        around: Ignored,
        wanted: &(impl Fn(&Path) -> bool + Sync),
    ) -> Found {
        let mut found = Found::default();
        let Entries { entries, has_patterns, has_repository, failures } = self.entries(folder);
        failures.iter().for_each(|(path, error)| report(path, error, self.working_dir, &mut found));
        // Where the walk begins, all of that is known.
        let ignored = match folder.outer {
            Some(_) if self.has_ignored => around.below(folder.path, has_patterns, has_repository),
            _ => around,
        };
        let is_kept = |entry: &Entry| match entry.is_folder {
            true => !is_hidden(&entry.path) && !ignored.skips_folder(&entry.path) && wanted(&entry.path),
            false => {
                !(self.wants)(&entry.path) || self.is_here(&entry.path) && !ignored.skips_file(&entry.path)
            }
        };
        let walk = |entry: &Entry| {
            let inner = Inner { path: &entry.path, outer: Some(folder) };
            entry.is_folder.then(|| self.on_disk(&inner, ignored.clone(), wanted))
        };
        let entries: Vec<Entry> = entries.into_iter().filter(is_kept).collect();
        let below: Vec<Option<Found>> = match entries.iter().any(|entry| entry.is_folder) {
            true => entries.par_iter().map(walk).collect(),
            false => Vec::new(),
        };
        let mut below = below.into_iter();
        for entry in entries {
            if entry.is_folder && entry.is_link {
                found.links.push(entry.path.clone());
            }
            match below.next().flatten() {
                Some(below) => found.append(below),
                None if (self.wants)(&entry.path) => found.files.push(entry.path),
                None if is_configuration(&entry.path) => found.configured.push(folder.path.to_owned()),
                None => {}
            }
        }
        found
    }

    /// The file on the disk counts, and nothing in its place.
    fn is_here(&self, path: &Path) -> bool {
        !self.elsewhere.is_absent(path) && !self.elsewhere.has_file(path)
    }

    fn entries(&self, folder: &Inner<'_>) -> Entries {
        let (mut entries, mut failures) = (Vec::new(), Vec::new());
        let (mut has_patterns, mut has_repository) = (false, false);
        let read = match folder.path.read_dir() {
            Ok(read) => read,
            Err(error) => {
                let failures = vec![(folder.path.to_owned(), error)];
                return Entries { entries, has_patterns, has_repository, failures };
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
            if self.has_ignored && path.ends_with(ignored::PATTERNS) {
                match ignored::refusal(&path) {
                    Some(error) => failures.push((path.clone(), error)),
                    None => has_patterns = true,
                }
            }
            has_repository |= path.ends_with(ignored::REPOSITORY);
            let is_link = kind.is_symlink();
            if is_link && self.follows_links {
                kind = match path.metadata() {
                    // A link that leads back up adds nothing.
                    Ok(target) if target.is_dir() && folder.is_in(&path) => continue,
                    Ok(target) => target.file_type(),
                    // Errors in a configuration are reported when it is read.
                    Err(_) if is_configuration(&path) => {
                        entries.push(Entry { path, is_folder: false, is_link });
                        continue;
                    }
                    Err(error) => {
                        failures.push((path, error));
                        continue;
                    }
                };
            }
            if kind.is_dir() || kind.is_file() {
                entries.push(Entry { path, is_folder: kind.is_dir(), is_link });
            }
        }
        // Entries of one folder differ in their names only; their paths need no taking apart.
        entries.sort_unstable_by(|a, b| a.path.as_os_str().cmp(b.path.as_os_str()));
        failures.sort_by(|(a, _), (b, _)| a.cmp(b));
        Entries { entries, has_patterns, has_repository, failures }
    }

    /// Adds the files below a folder that lie elsewhere, as far as they would be walked. git has all of them, so that
    /// it ignores none.
    fn left_elsewhere(&self, folder: &Path, wanted: &impl Fn(&Path) -> bool, found: &mut Found) {
        let is_meant = |path: &&PathBuf| {
            path.starts_with(folder)
                && (self.wants)(path)
                && !self.elsewhere.is_only_imported(path)
                && (self.follows_links || !self.elsewhere.is_linked(path))
        };
        let mut below: Vec<&PathBuf> = self.elsewhere.paths().filter(is_meant).collect();
        below.sort_unstable();
        let mut walked: FxHashMap<&Path, bool> = FxHashMap::default();
        walked.insert(folder, true);
        for path in below {
            let between: Vec<&Path> =
                path.ancestors().skip(1).take_while(|around| !walked.contains_key(around)).collect();
            for inner in between.into_iter().rev() {
                let is_outer_walked = inner.parent().and_then(|outer| walked.get(outer)).copied();
                let is_walked = is_outer_walked.unwrap_or(false) && !is_hidden(inner) && wanted(inner);
                walked.insert(inner, is_walked);
            }
            if path.parent().and_then(|folder| walked.get(folder)).copied().unwrap_or(false) {
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
        let unsaved =
            self.texts.keys().filter(|path| (self.wants)(path) && is_walked(path) && !path.exists());
        let before = found.files.len();
        found.files.extend(unsaved.cloned());
        found.files[before..].sort_unstable();
    }
}

/// Entries of a folder.
struct Entries {
    /// Files and folders in order of their names, links followed as far as they are to be.
    entries: Vec<Entry>,
    has_patterns: bool,
    has_repository: bool,
    /// Paths that could not be read.
    failures: Vec<(PathBuf, io::Error)>,
}

/// A file or folder in a folder.
struct Entry {
    path: PathBuf,
    is_folder: bool,
    is_link: bool,
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
        self.links.append(&mut other.links);
        self.failures.append(&mut other.failures);
    }
}

fn is_configuration(path: &Path) -> bool {
    path.file_name().is_some_and(|name| config::is_configuration(&name.to_string_lossy()))
}

fn report(path: &Path, error: &io::Error, working_dir: &Path, found: &mut Found) {
    // A dead link matters if it has the name of a schema.
    if is_broken_link(path) && !super::is_proto(path) {
        return;
    }
    let reason = if is_broken_link(path) { BROKEN_LINK.to_owned() } else { super::read::reason(error) };
    found.failures.push(Failure { path: paths::printed(path, working_dir), reason });
}

pub(super) const BROKEN_LINK: &str = "it is a link to a file that does not exist";

pub(super) fn is_broken_link(path: &Path) -> bool {
    path.is_symlink() && !path.exists()
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}
