//! Files that do not lie where they are named: unchanged ones of a commit, which are read in the working tree,
//! and others of it, which are only in memory; files that a sparse checkout leaves out; and what is staged.

use super::git::{self, Index, LeftOut};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};

/// Files that lie elsewhere, by the paths that they are named by. Absolute.
#[derive(Default)]
pub struct Elsewhere {
    files: FxHashMap<PathBuf, There>,
    /// Folders that they are named to lie in, with those around, whether these are on the disk or not.
    folders: FxHashSet<PathBuf>,
    /// Files that are named through a link.
    linked: FxHashSet<PathBuf>,
    /// Files that are found by an import, and not by walking.
    only_imported: FxHashSet<PathBuf>,
    /// Files that are on the disk and do not count.
    absent: FxHashSet<PathBuf>,
    /// Files that neither the working tree nor the clone has, seen from its top.
    lacking: Vec<PathBuf>,
}

/// Location of a file that lies elsewhere.
pub enum There {
    /// On the disk, at another path.
    Disk(PathBuf),
    /// Nowhere but here.
    Memory(Vec<u8>),
}

impl Elsewhere {
    /// Returns the files that a sparse checkout leaves out of the working tree around a folder, which git has all the
    /// same; what the clone lacks of them may be fetched. The error is for the user.
    pub fn of_sparse_checkout(folder: &Path, fetches: bool) -> Result<Elsewhere, String> {
        let mut elsewhere = Elsewhere::default();
        if let Some(LeftOut { root, files, lacking }) = git::left_out(folder, fetches)? {
            for (path, text) in files {
                elsewhere.insert(&root, root.join(path), There::Memory(text));
            }
            elsewhere.lacking = lacking;
        }
        Ok(elsewhere)
    }

    /// Leaves the files to those that import them: who asks for a folder means what is checked out.
    pub fn only_imported(mut self) -> Elsewhere {
        self.only_imported = self.files.keys().cloned().collect();
        self
    }

    /// Lays what git's index has over the working tree around a folder: what is staged of files that changed since counts,
    /// and files that git does not track do not. The error is for the user.
    pub fn lay_index_over(&mut self, folder: &Path) -> Result<(), String> {
        let Index { root, staged, untracked } = Index::around(folder)?;
        self.absent.extend(untracked.into_iter().map(|path| root.join(path)));
        for (path, text) in staged {
            self.insert(&root, root.join(path), There::Memory(text));
        }
        Ok(())
    }

    /// `top` is a folder that is on the disk, with `path` somewhere below it.
    pub fn insert(&mut self, top: &Path, path: PathBuf, there: There) {
        let around = path.ancestors().skip(1).take_while(|folder| *folder != top);
        for folder in around {
            if !self.folders.insert(folder.to_owned()) {
                break;
            }
        }
        self.files.insert(path, there);
    }

    /// Does the same as [`Elsewhere::insert`] for a path that goes through a link.
    pub fn insert_linked(&mut self, top: &Path, path: PathBuf, there: There) {
        self.linked.insert(path.clone());
        self.insert(top, path, there);
    }

    pub fn is_linked(&self, path: &Path) -> bool {
        self.linked.contains(path)
    }

    pub fn is_only_imported(&self, path: &Path) -> bool {
        self.only_imported.contains(path)
    }

    pub fn get(&self, path: &Path) -> Option<&There> {
        self.files.get(path)
    }

    pub fn is_absent(&self, path: &Path) -> bool {
        self.absent.contains(path)
    }

    /// Returns a file with this end of its path that neither the working tree nor the clone has.
    pub fn lacking(&self, end: &str) -> Option<&Path> {
        self.lacking.iter().map(PathBuf::as_path).find(|path| path.ends_with(end))
    }

    pub fn has_file(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    pub fn has_folder(&self, path: &Path) -> bool {
        self.folders.contains(path)
    }

    /// In no order.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.files.keys()
    }

    /// In no order.
    pub fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        self.folders.iter()
    }
}
