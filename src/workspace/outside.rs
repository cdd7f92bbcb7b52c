//! Files that are found through links, and lie outside of what a command was pointed to.

use super::Files;
use crate::paths;
use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

/// Folders that a command was pointed to; of files, those that they lie in.
struct Named {
    /// Absolute, by the names that they were given.
    folders: Vec<PathBuf>,
    /// Without links.
    targets: Vec<PathBuf>,
}

impl Files {
    /// Leaves out the files that only a link leads to from what is named, and returns their folders.
    pub fn leave_outside(&mut self, named: &[PathBuf]) -> BTreeSet<PathBuf> {
        let named = Named::of(named);
        let links: HashSet<&Path> = self.links.iter().map(PathBuf::as_path).collect();
        let is_linked =
            |folder: &Path| !links.is_empty() && folder.ancestors().any(|around| links.contains(around));
        let mut outside = BTreeSet::new();
        // Most files lie in the folder of the one before.
        let mut last = (PathBuf::new(), true);
        self.files.retain(|file| {
            let folder = file.disk.parent().unwrap_or(&file.disk);
            if last.0.as_os_str() != folder.as_os_str() {
                let is_inside = named.have(folder) && !is_linked(folder) || named.are_around(folder);
                last = (folder.to_owned(), is_inside);
                outside.extend((!is_inside).then(|| folder.to_owned()));
            }
            last.1
        });
        outside
    }
}

impl Named {
    fn of(paths: &[PathBuf]) -> Named {
        let working_dir = paths::working_dir();
        let named = || paths.iter().map(|path| paths::absolute(path, &working_dir));
        let folder = |path: PathBuf| match path.is_dir() {
            true => Some(path),
            false => path.parent().map(Path::to_owned),
        };
        let folders: Vec<PathBuf> = named().filter_map(folder).collect();
        let of_files = named().filter_map(|path| path.canonicalize().ok()).filter_map(folder);
        let targets =
            of_files.chain(folders.iter().filter_map(|folder| folder.canonicalize().ok())).collect();
        Named { folders, targets }
    }

    /// By its path alone, a folder is one of them or lies in one.
    fn have(&self, folder: &Path) -> bool {
        self.folders.iter().any(|named| folder.starts_with(named))
    }

    /// A folder is one of them or lies in one, wherever links lead.
    fn are_around(&self, folder: &Path) -> bool {
        let Ok(target) = folder.canonicalize() else { return true };
        self.targets.iter().any(|named| target.starts_with(named))
    }
}
