//! Differences between the index of git and the working tree: a commit takes the staged files, whatever the
//! disk has.

use super::{Content, Entry, Kind, Repository, about_sources, entry, line, path, rows};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Schemas of the index that the working tree has otherwise, or has not.
pub(in super::super) struct Index {
    /// The top of the working tree.
    pub(in super::super) root: PathBuf,
    /// Staged content of files that changed again since, or were deleted; relative to the top.
    pub(in super::super) staged: Vec<Content>,
    /// Files on the disk that no commit takes, and that are not ignored; seen from the top.
    pub(in super::super) untracked: Vec<PathBuf>,
}

impl Index {
    /// Asks the repository that a folder is in, or the one that a hook of git runs for. The error is for the user.
    pub(in super::super) fn around(folder: &Path) -> Result<Index, String> {
        let here = Repository { root: folder.to_owned(), is_alone: false, fetches: false };
        let root = PathBuf::from(line(&here.ask(["rev-parse", "--show-toplevel"])?.stdout));
        let git = Repository { root: root.clone(), ..here };
        let differing =
            |filter| git.names(&about_sources(&["diff-files", "--name-only", "--no-renames", "-z", filter]));
        let mut untracked = git.untracked()?;
        // Only their names are in the index, for `git add -N`.
        untracked.extend(differing("--diff-filter=A")?);
        let restaged: HashSet<PathBuf> = differing("--diff-filter=DMT")?.into_iter().collect();
        let staged = if restaged.is_empty() { Vec::new() } else { git.staged(&restaged)? };
        Ok(Index { root, staged, untracked })
    }
}

impl Repository {
    /// Schemas on the disk that are not in the index, and that git does not ignore.
    pub(super) fn untracked(&self) -> Result<Vec<PathBuf>, String> {
        self.names(&about_sources(&["ls-files", "--others", "--exclude-standard", "-z"]))
    }

    /// Reads what is staged of some files.
    fn staged(&self, wanted: &HashSet<PathBuf>) -> Result<Vec<Content>, String> {
        let listed = self.ask(about_sources(&["ls-files", "--stage", "-z"]))?.stdout;
        let entries = rows(&listed).filter_map(entry);
        let is_wanted = |entry: &Entry<'_>| entry.kind == Kind::File && wanted.contains(&path(entry.path));
        self.texts(&entries.filter(is_wanted).collect::<Vec<_>>())
    }
}
