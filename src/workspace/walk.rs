//! Finds .proto files below the paths that were named. Hidden folders and what `.gitignore` excludes
//! are not walked; a file that is named is taken as it is.

use super::{Failure, is_proto, paths};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

pub(super) struct Found {
    /// Absolute, sorted, each once.
    pub(super) files: Vec<PathBuf>,
    pub(super) failures: Vec<Failure>,
}

pub(super) fn find(named: &[PathBuf], working_dir: &Path) -> Found {
    let mut found = Found { files: Vec::new(), failures: Vec::new() };
    let here = [PathBuf::from(".")];
    let named = if named.is_empty() { &here } else { named };
    for path in named {
        let absolute = paths::absolute(path, working_dir);
        let before = (found.files.len(), found.failures.len());
        if absolute.is_dir() {
            walk(&absolute, working_dir, &mut found);
        } else if is_broken_link(&absolute) {
            found.failures.push(Failure { path: path.display().to_string(), reason: BROKEN_LINK.to_owned() });
        } else {
            found.files.push(absolute);
        }
        if before == (found.files.len(), found.failures.len()) {
            let path = path.display().to_string();
            found
                .failures
                .push(Failure { path, reason: "there is no .proto file in this folder".to_owned() });
        }
    }
    found.files.sort_unstable();
    found.files.dedup();
    found
}

fn walk(folder: &Path, working_dir: &Path, found: &mut Found) {
    let mut ignored = Ignored::default();
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| entry.depth() == 0 || !ignored.skips(entry)) {
        match entry {
            Ok(entry) if entry.file_type().is_file() && is_proto(entry.path()) => {
                found.files.push(entry.into_path());
            }
            Ok(_) => {}
            // A link that leads back up adds nothing.
            Err(error) if error.loop_ancestor().is_some() => {}
            Err(error) => report(&error, working_dir, found),
        }
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

const BROKEN_LINK: &str = "it is a link to a file that does not exist";

fn is_broken_link(path: &Path) -> bool {
    path.is_symlink() && !path.exists()
}

/// The `.gitignore` files of the folders that are being walked.
#[derive(Default)]
struct Ignored {
    stack: Vec<(PathBuf, Option<Gitignore>)>,
}

impl Ignored {
    fn skips(&mut self, entry: &DirEntry) -> bool {
        let is_dir = entry.file_type().is_dir();
        if !is_dir && !is_proto(entry.path()) {
            return false;
        }
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        (is_hidden && is_dir) || self.is_ignored(entry.path(), is_dir)
    }

    fn is_ignored(&mut self, path: &Path, is_dir: bool) -> bool {
        let Some(parent) = path.parent() else { return false };
        while self.stack.last().is_some_and(|(folder, _)| !parent.starts_with(folder)) {
            self.stack.pop();
        }
        if self.stack.last().is_none_or(|(folder, _)| folder != parent) {
            self.stack.push((parent.to_owned(), read_gitignore(parent)));
        }
        // The innermost file that says anything decides.
        let matchers = self.stack.iter().rev().filter_map(|(_, matcher)| matcher.as_ref());
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
