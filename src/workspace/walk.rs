//! Finds .proto files below folders. Hidden folders and what `.gitignore` excludes are not walked.

use super::{Elsewhere, Failure, Texts, is_proto, paths};
use crate::config;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

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
    pub(super) fn below(&self, folder: &Path, wanted: impl Fn(&Path) -> bool, found: &mut Found) {
        let mut ignored = Ignored::default();
        // Entries of one folder differ in their names only; their paths need no taking apart.
        let by_name = |a: &DirEntry, b: &DirEntry| a.path().as_os_str().cmp(b.path().as_os_str());
        let walk = WalkDir::new(folder).follow_links(self.follows_links).sort_by(by_name);
        let is_kept = |entry: &DirEntry| {
            entry.depth() == 0
                || !(ignored.skips(entry) || entry.file_type().is_dir() && !wanted(entry.path()))
        };
        for entry in walk.into_iter().filter_entry(is_kept) {
            match entry {
                Ok(entry) if !entry.file_type().is_file() => {}
                Ok(entry) if is_proto(entry.path()) => found.files.push(entry.into_path()),
                Ok(entry) if config::is_configuration(&entry.file_name().to_string_lossy()) => {
                    found.configured.extend(entry.path().parent().map(Path::to_owned));
                }
                Ok(_) => {}
                // A link that leads back up adds nothing.
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => report(&error, self.working_dir, found),
            }
        }
        self.unsaved(folder, &wanted, found);
        self.left_elsewhere(folder, &wanted, found);
    }

    /// Adds the files below a folder that lie elsewhere, as far as they would be walked.
    fn left_elsewhere(&self, folder: &Path, wanted: &impl Fn(&Path) -> bool, found: &mut Found) {
        let mut below: Vec<&PathBuf> =
            self.elsewhere.keys().filter(|path| path.starts_with(folder)).collect();
        below.sort_unstable();
        let mut ignored = Ignored::default();
        let mut folders: FxHashMap<&Path, bool> = FxHashMap::default();
        for path in below {
            let between: Vec<&Path> = path.ancestors().skip(1).take_while(|it| *it != folder).collect();
            let depth = between.len() + 1;
            let is_walked = (1..depth).zip(between.into_iter().rev()).all(|(depth, folder)| {
                let is_walked = || !ignored.skips_folder(folder, depth) && wanted(folder);
                *folders.entry(folder).or_insert_with(is_walked)
            });
            if is_walked && !ignored.is_ignored(path, false, depth) {
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

fn report(error: &walkdir::Error, working_dir: &Path, found: &mut Found) {
    let path = error.path().unwrap_or(working_dir);
    // A link into nowhere matters when it is called like a schema.
    if is_broken_link(path) && !is_proto(path) {
        return;
    }
    let reason = match error.io_error() {
        _ if is_broken_link(path) => BROKEN_LINK.to_owned(),
        Some(error) => super::read::reason(error),
        None => "it cannot be walked".to_owned(),
    };
    found.failures.push(Failure { path: paths::printed(path, working_dir), reason });
}

pub(super) const BROKEN_LINK: &str = "it is a link to a file that does not exist";

pub(super) fn is_broken_link(path: &Path) -> bool {
    path.is_symlink() && !path.exists()
}

/// The `.gitignore` files of the folders that are being walked.
#[derive(Default)]
struct Ignored {
    /// By depth, from the folder that the walk starts at to the one whose entries it sees.
    stack: Vec<Option<Gitignore>>,
}

impl Ignored {
    fn skips(&mut self, entry: &DirEntry) -> bool {
        let is_dir = entry.file_type().is_dir();
        if !is_dir && !is_proto(entry.path()) {
            return false;
        }
        let (path, depth) = (entry.path(), entry.depth());
        if is_dir { self.skips_folder(path, depth) } else { self.is_ignored(path, false, depth) }
    }

    fn skips_folder(&mut self, path: &Path, depth: usize) -> bool {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        is_hidden || self.is_ignored(path, true, depth)
    }

    /// Folders are asked about before what lies in them.
    fn is_ignored(&mut self, path: &Path, is_dir: bool, depth: usize) -> bool {
        self.stack.truncate(depth);
        if self.stack.len() < depth {
            self.stack.push(path.parent().and_then(read_gitignore));
        }
        // The innermost file that says anything decides.
        let matchers = self.stack.iter().rev().flatten();
        let decision =
            matchers.map(|matcher| matcher.matched(path, is_dir)).find(|matched| !matched.is_none());
        decision.is_some_and(|matched| matched.is_ignore())
    }
}

fn read_gitignore(folder: &Path) -> Option<Gitignore> {
    let file = folder.join(".gitignore");
    if !file.is_file() {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    // A line that is no pattern is left out; the others hold.
    let _ = builder.add(file);
    builder.build().ok()
}
