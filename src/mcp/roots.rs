//! Roots: the folders that an agent may name paths in.

use crate::paths;
use std::path::{Path, PathBuf};

/// Folders, without links on the way to them.
pub struct Roots {
    /// At least one.
    folders: Vec<PathBuf>,
}

impl Roots {
    /// Finds the folders; the working directory if none is named. The error is for the user.
    pub fn find(named: &[PathBuf]) -> Result<Roots, String> {
        let here = [PathBuf::from(".")];
        let named = if named.is_empty() { &here } else { named };
        let find = |path: &PathBuf| {
            let folder = path.canonicalize().ok().filter(|folder| folder.is_dir());
            folder.ok_or_else(|| format!("there is no folder {}", path.display()))
        };
        Ok(Roots { folders: named.iter().map(find).collect::<Result<_, _>>()? })
    }

    /// The folder that relative paths start from.
    pub(super) fn first(&self) -> &Path {
        &self.folders[0]
    }

    pub(super) fn all(&self) -> &[PathBuf] {
        &self.folders
    }

    pub(super) fn in_words(&self) -> String {
        let folders: Vec<String> = self.folders.iter().map(|folder| folder.display().to_string()).collect();
        folders.join(" and ")
    }

    /// Returns whether a path leads into one of the folders. Links are followed.
    pub(super) fn contain(&self, path: &Path) -> bool {
        let path = self.first().join(path);
        path.canonicalize().is_ok_and(|path| self.are_around(&path))
    }

    /// The path that an agent named, absolute and without links. The error is for the agent.
    pub(super) fn path(&self, written: &str) -> Result<PathBuf, String> {
        let path = paths::absolute(Path::new(written), self.first());
        let outside = || format!("`{written}` lies outside of {}", self.in_words());
        let Ok(found) = path.canonicalize() else {
            let is_below = self.are_around(&path);
            return Err(if is_below { format!("there is no `{written}`") } else { outside() });
        };
        if self.are_around(&found) { Ok(found) } else { Err(outside()) }
    }

    fn are_around(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn nothing_outside_can_be_named() {
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("root");
        fs::create_dir_all(root.join("sub")).unwrap();
        fs::write(outer.path().join("secret.proto"), "").unwrap();
        symlink(outer.path().join("secret.proto"), root.join("link.proto")).unwrap();
        let roots = Roots::find(std::slice::from_ref(&root)).unwrap();
        assert!(roots.path("sub").is_ok() && roots.path("sub/..").is_ok());
        assert_eq!(roots.path("absent").unwrap_err(), "there is no `absent`");
        for written in ["..", "../secret.proto", "link.proto", "/etc", "sub/../../secret.proto", "../absent"]
        {
            let error = roots.path(written).unwrap_err();
            assert!(error.contains("lies outside of"), "{written}: {error}");
        }
        assert!(!roots.contain(Path::new("link.proto")) && !roots.contain(Path::new("absent")));
        assert!(Roots::find(&[root.join("absent")]).is_err());
    }
}
