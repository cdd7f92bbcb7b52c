//! What has changed since a commit, or is staged: which files, and which of their lines. Asks git, and
//! reads no file.

use super::super::paths;
use super::{PROTO, Repository, line, patch};
use protune_engine::check::Changed;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Changed since when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Since {
    /// The working tree, against the last commit that this one and `HEAD` have in common.
    Commit(String),
    /// What is staged, against `HEAD`.
    Staged,
}

/// The files that changed.
pub struct Changes {
    /// The top of the working tree.
    root: PathBuf,
    /// The commit that they are counted from, if there is one yet.
    pub(in super::super) base: Option<String>,
    /// By path.
    files: HashMap<PathBuf, Changed>,
    /// Where renamed files were, by where they are.
    renamed: HashMap<PathBuf, PathBuf>,
    /// Files that changed, and not by what is staged: what is found in them is not asked for.
    aside: HashSet<PathBuf>,
    /// Some file is no longer where it was.
    has_lost: bool,
    /// Staged files that have changed again since, seen from the top.
    pub restaged: Vec<PathBuf>,
}

impl Changes {
    /// Asks the repository that the working directory is in. The newer side is its index or the working tree. The error
    /// is for the user.
    pub fn find(since: &Since, is_index: bool) -> Result<Changes, String> {
        let here = paths::working_dir();
        let here = Repository { root: here, is_alone: false };
        let root = PathBuf::from(line(&here.ask(["rev-parse", "--show-toplevel"])?.stdout));
        let git = Repository { root, is_alone: false };
        match since {
            Since::Commit(name) => since_commit(git, name, is_index),
            Since::Staged => staged(git, is_index),
        }
    }

    /// What changed of a file; `None` when nothing did. The error is for the user.
    pub fn of(&self, file: &Path) -> Result<Option<&Changed>, String> {
        match self.inside(file) {
            Some(inside) => Ok(self.files.get(&inside)),
            None => Err(format!(
                "{} is outside of the git repository {}; run protune in its own",
                paths::printed(file, &paths::working_dir()),
                self.root.display()
            )),
        }
    }
}

impl Changes {
    /// Path that a file had before, seen from the top of the working tree; `None` where it is new.
    pub fn before(&self, file: &Path) -> Option<PathBuf> {
        let inside = self.inside(file)?;
        match self.files.get(&inside) {
            Some(Changed::Whole) => None,
            _ => Some(self.renamed.get(&inside).cloned().unwrap_or(inside)),
        }
    }

    /// Path of a file, seen from the top of the working tree; `None` outside of it.
    pub(in super::super) fn inside(&self, file: &Path) -> Option<PathBuf> {
        let inside = file.strip_prefix(&self.root).map(Path::to_owned);
        let inside = inside.or_else(|_| {
            let real = file.canonicalize().unwrap_or_else(|_| file.to_owned());
            let root = self.root.canonicalize().unwrap_or_else(|_| self.root.clone());
            real.strip_prefix(root).map(Path::to_owned)
        });
        inside.ok()
    }

    /// Whether a file changed by something else than what is asked for.
    pub fn is_aside(&self, file: &Path) -> bool {
        !self.aside.is_empty() && self.inside(file).is_some_and(|inside| self.aside.contains(&inside))
    }

    /// The top of the working tree.
    pub(in super::super) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether there are any.
    pub fn has_some(&self) -> bool {
        self.has_lost || !self.files.is_empty()
    }

    /// Whether a file changed; `None` when that is not all that matters: it may be outside of the repository, or
    /// what is not there any more may be missed by any file.
    pub fn has(&self, file: &Path) -> Option<bool> {
        let inside = file.strip_prefix(&self.root).ok().filter(|_| !self.has_lost)?;
        Some(self.files.contains_key(inside))
    }
}

fn since_commit(git: Repository, name: &str, is_index: bool) -> Result<Changes, String> {
    let commit = git.commit(name)?;
    let base = git.merge_base(name, &commit)?;
    let sides = if is_index { &["--cached", &*base][..] } else { &[&*base] };
    let Sides { mut files, renamed, has_lost } = changed(&git, sides)?;
    let untracked = if is_index { Vec::new() } else { git.untracked()? };
    files.extend(untracked.into_iter().map(|path| (path, Changed::Whole)));
    let (aside, restaged) = (HashSet::new(), Vec::new());
    Ok(Changes { root: git.root, base: Some(base), files, renamed, aside, has_lost, restaged })
}

fn staged(git: Repository, is_index: bool) -> Result<Changes, String> {
    let base = if git.has_head()? { Some(git.commit("HEAD")?) } else { None };
    let Sides { mut files, mut renamed, has_lost } = changed(&git, &["--cached"])?;
    if is_index {
        let (aside, restaged) = (HashSet::new(), Vec::new());
        return Ok(Changes { root: git.root, base, files, renamed, aside, has_lost, restaged });
    }
    let mut restaged = git.names(&["diff", "--name-only", "--no-ext-diff", "-z", "--", PROTO])?;
    let has_lost = has_lost || restaged.iter().any(|path| !git.root.join(path).exists());
    let aside = restaged.extract_if(.., |path| !files.contains_key(path)).collect();
    if !restaged.is_empty() {
        // The lines of the index are not those of the working tree.
        let now = if base.is_some() { changed(&git, &["HEAD"])? } else { Sides::default() };
        for path in &restaged {
            files.insert(path.clone(), now.files.get(path).cloned().unwrap_or(Changed::Whole));
        }
        renamed.extend(now.renamed);
    }
    restaged.sort();
    Ok(Changes { root: git.root, base, files, renamed, aside, has_lost, restaged })
}

/// What the sides of a diff differ in.
#[derive(Default)]
struct Sides {
    /// The files that the newer side has, with their lines on it.
    files: HashMap<PathBuf, Changed>,
    renamed: HashMap<PathBuf, PathBuf>,
    has_lost: bool,
}

fn changed(git: &Repository, sides: &[&str]) -> Result<Sides, String> {
    let diff = |flags: &[&str]| {
        let common = ["diff", "--no-ext-diff", "--no-textconv", "--text", "--no-color", "--find-renames"];
        let all = common.iter().chain(flags).chain(sides).chain(&["--", PROTO]);
        git.ask(all)
    };
    let states = diff(&["--name-status", "-z"])?.stdout;
    let (mut files, renamed) = (patch::states(&states), patch::renamed(&states));
    let text = diff(&["--unified=0", "--src-prefix=a/", "--dst-prefix=b/", "--inter-hunk-context=0"])?;
    for (path, hunks) in patch::hunks(&text.stdout) {
        if let Some(Changed::Lines(lines)) = files.get_mut(&path) {
            *lines = hunks;
        }
    }
    Ok(Sides { files, renamed, has_lost: patch::has_lost(&states) })
}
