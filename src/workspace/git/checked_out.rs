//! Files of a commit that the working tree holds byte for byte, as far as git knows without reading them.

use super::{Entry, Repository, entry, path, read_until, rows};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

/// The working tree of a repository, beside a commit.
pub(in super::super) struct CheckedOut {
    top: PathBuf,
    may_differ: HashSet<PathBuf>,
    /// Index entries of the files that git does not look for.
    unseen: HashMap<PathBuf, String>,
}

/// Attributes that make git write a file in another form than it keeps it.
const CONVERTING: [&[u8]; 6] = [b"text", b"eol", b"crlf", b"ident", b"filter", b"working-tree-encoding"];

impl CheckedOut {
    /// `None` where there is none; then everything is to be read from the commit.
    pub(in super::super) fn of(git: &Repository, commit: &str) -> Option<CheckedOut> {
        let top = git.working_tree()?;
        let git = Repository { root: top.clone(), ..*git };
        let (may_differ, unseen) = git.may_differ(commit).ok()?;
        Some(CheckedOut { top, may_differ, unseen })
    }

    /// Path of a schema of the commit in the working tree, byte for byte.
    pub(in super::super) fn same(&self, name: &[u8]) -> Option<PathBuf> {
        let name = path(name);
        (!self.may_differ.contains(&name)).then(|| self.top.join(&name))
    }

    /// Returns whether a sparse checkout leaves a schema of the commit out, with the content that it has there.
    pub(in super::super) fn leaves_out(&self, name: &[u8], id: &str) -> bool {
        let name = path(name);
        self.unseen.get(&name).is_some_and(|known| known == id) && !self.top.join(&name).exists()
    }
}

impl Repository {
    /// Schemas of the working tree, at whose top git runs, that may differ from those in a commit. All others
    /// in the commit are the same in both. With the index entries of files that git does not look for.
    fn may_differ(&self, commit: &str) -> Result<(HashSet<PathBuf>, HashMap<PathBuf, String>), String> {
        let differing = || {
            self.names(&[
                "diff-index",
                "--name-only",
                "--no-renames",
                "--ignore-submodules",
                "-z",
                commit,
                "--",
            ])
        };
        let (differing, all) = rayon::join(differing, || self.ask(["ls-files", "-v", "-s", "-z"]));
        let (differing, all) = (differing?, all?.stdout);
        let mut may_differ: HashSet<PathBuf> = differing.into_iter().collect();
        let mut schemas: Vec<u8> = Vec::new();
        let mut unseen = HashMap::new();
        for row in rows(&all) {
            let [mark, b' ', row @ ..] = row else { continue };
            let Some(Entry { path: name, id, .. }) = entry(row) else { continue };
            // Git does not look for these.
            if mark.is_ascii_lowercase() || *mark == b'S' {
                may_differ.insert(path(name));
                unseen.insert(path(name), id.to_owned());
            } else if name.ends_with(b".proto") {
                schemas.extend_from_slice(name);
                schemas.push(0);
            }
        }
        let mut converted = self.converted(schemas)?;
        converted.retain(|name| !may_differ.contains(name));
        if !converted.is_empty() {
            self.resized(commit, &converted, &mut may_differ)?;
        }
        Ok((may_differ, unseen))
    }

    /// Returns the files that git may write in another form than it keeps them.
    fn converted(&self, names: Vec<u8>) -> Result<HashSet<PathBuf>, String> {
        let line_ends = self.run(["config", "--get", "core.autocrlf"])?;
        if line_ends.status.success() && !line_ends.stdout.eq_ignore_ascii_case(b"false\n") {
            return Ok(rows(&names).map(path).collect());
        }
        let mut converted = HashSet::new();
        self.converse(&["check-attr", "-z", "--all", "--stdin"], names, |out| {
            let (mut name, mut attribute, mut value) = (Vec::new(), Vec::new(), Vec::new());
            while read_until(out, 0, &mut name)? {
                read_until(out, 0, &mut attribute)?;
                read_until(out, 0, &mut value)?;
                if CONVERTING.contains(&&*attribute) && value != b"unset" {
                    converted.insert(path(&name));
                }
            }
            Ok(())
        })?;
        Ok(converted)
    }

    /// Adds those of some files that have another size than in a commit: line ends, pointers and the like are turned
    /// into something longer or shorter.
    fn resized(
        &self,
        commit: &str,
        names: &HashSet<PathBuf>,
        may_differ: &mut HashSet<PathBuf>,
    ) -> Result<(), String> {
        self.converse(&["ls-tree", "-r", "-z", "-l", "--full-tree", commit], Vec::new(), |out| {
            let mut row = Vec::new();
            while read_until(out, 0, &mut row)? {
                let Some(entry) = entry(&row) else { continue };
                let name = path(entry.path);
                let len = || self.root.join(&name).symlink_metadata().ok().map(|it| it.len());
                if names.contains(&name) && (entry.size.is_none() || len() != entry.size) {
                    may_differ.insert(name);
                }
            }
            Ok(())
        })
    }
}
