//! Changes since a commit, or staged ones: the files, and their lines. Asks git, and reads no file.

use super::super::ci::{self, Base};
use super::super::paths;
use super::patch::{self, States};
use super::{Repository, about_sources, line, rows};
use protune_engine::check::Changed;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Changed since when.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Since {
    /// The working tree, against the last commit that this one and `HEAD` have in common.
    Commit(String),
    /// The working tree, against what a run in CI compares with.
    Ci,
    /// Staged changes, against `HEAD`.
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
    /// Old paths of renamed files, by their new paths.
    renamed: HashMap<PathBuf, PathBuf>,
    /// Files that changed, and not by what is staged: what is found in them is not asked for.
    aside: HashSet<PathBuf>,
    /// Whether any file was moved or deleted, as may be in a submodule that is at another commit.
    has_lost: bool,
    /// Staged files that have changed again since, seen from the top.
    pub restaged: Vec<PathBuf>,
    /// Reason for the choice of the commit, if it was not given.
    pub chosen: Option<Base>,
}

impl Changes {
    /// Asks the repository that the working directory is in. The newer side is its index or the working tree. The error
    /// is for the user.
    pub fn find(since: &Since, is_index: bool) -> Result<Changes, String> {
        let here = paths::working_dir();
        let here = Repository { root: here, is_alone: false, fetches: *since == Since::Ci };
        let root = PathBuf::from(line(&here.ask(["rev-parse", "--show-toplevel"])?.stdout));
        let git = Repository { root, ..here };
        match since {
            Since::Commit(name) => {
                let commit = git.commit(name)?;
                let base = git.merge_base(name, &commit)?;
                since_commit(git, base, is_index)
            }
            Since::Ci => {
                let base = ci::base(&git)?;
                let changes = match &base.commit {
                    Some(commit) => since_commit(git, commit.clone(), is_index)?,
                    None => everything(git, is_index)?,
                };
                Ok(Changes { chosen: Some(base), ..changes })
            }
            Since::Staged => staged(git, is_index),
        }
    }

    fn none(root: PathBuf) -> Changes {
        Changes {
            root,
            base: None,
            files: HashMap::new(),
            renamed: HashMap::new(),
            aside: HashSet::new(),
            has_lost: false,
            restaged: Vec::new(),
            chosen: None,
        }
    }

    /// Changes of a file; `None` if it has none. The error is for the user.
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

fn since_commit(git: Repository, base: String, is_index: bool) -> Result<Changes, String> {
    let sides = if is_index { &["--cached", &*base][..] } else { &[&*base] };
    let States { mut files, renamed, has_lost } = changed(&git, sides)?;
    let untracked = if is_index { Vec::new() } else { git.untracked()? };
    files.extend(untracked.into_iter().map(|path| (path, Changed::Whole)));
    let base = Some(base);
    Ok(Changes { base, files, renamed, has_lost, ..Changes::none(git.root) })
}

/// Nothing was there before.
fn everything(git: Repository, is_index: bool) -> Result<Changes, String> {
    let mut all = git.names(&about_sources(&["ls-files", "--cached", "-z"]))?;
    if !is_index {
        all.extend(git.untracked()?);
    }
    let files = all.into_iter().map(|path| (path, Changed::Whole)).collect();
    Ok(Changes { files, ..Changes::none(git.root) })
}

fn staged(git: Repository, is_index: bool) -> Result<Changes, String> {
    let base = if git.has_head()? { Some(git.commit("HEAD")?) } else { None };
    let States { mut files, mut renamed, has_lost } = changed(&git, &["--cached"])?;
    if is_index {
        return Ok(Changes { base, files, renamed, has_lost, ..Changes::none(git.root) });
    }
    let mut restaged = git.names(&about_sources(&["diff", "--name-only", "--no-ext-diff", "-z"]))?;
    let has_lost = has_lost || restaged.iter().any(|path| !git.root.join(path).exists());
    let aside = restaged.extract_if(.., |path| !files.contains_key(path)).collect();
    if !restaged.is_empty() {
        // The lines of the index are not those of the working tree.
        let now = if base.is_some() { changed(&git, &["HEAD"])? } else { States::default() };
        for path in &restaged {
            files.insert(path.clone(), now.files.get(path).cloned().unwrap_or(Changed::Whole));
        }
        renamed.extend(now.renamed);
    }
    restaged.sort();
    Ok(Changes { base, files, renamed, aside, has_lost, restaged, ..Changes::none(git.root) })
}

/// Differences between the sides of a diff, with the lines on the newer one.
fn changed(git: &Repository, sides: &[&str]) -> Result<States, String> {
    let diff = |flags: &[&str]| {
        let common = ["diff", "--no-ext-diff", "--no-textconv", "--text", "--no-color", "--find-renames"];
        git.ask(about_sources(&[&common, flags, sides].concat()))
    };
    let mut states = patch::states(&diff(&["--name-status", "-z"])?.stdout);
    let text = diff(&["--unified=0", "--src-prefix=a/", "--dst-prefix=b/", "--inter-hunk-context=0"])?;
    for (path, hunks) in patch::hunks(&text.stdout) {
        if let Some(Changed::Lines(lines)) = states.files.get_mut(&path) {
            *lines = hunks;
        }
    }
    states.has_lost |= git.root.join(".gitmodules").exists() && has_other_submodule(git, sides)?;
    Ok(states)
}

/// Returns whether the sides of a diff have different commits in any submodule.
fn has_other_submodule(git: &Repository, sides: &[&str]) -> Result<bool, String> {
    let flags = ["diff", "--raw", "-z", "--no-renames", "--ignore-submodules=dirty"];
    let listed = git.ask([&flags[..], sides].concat())?.stdout;
    // `:OLD-MODE NEW-MODE ...` before each path.
    let is_submodule = |row: &[u8]| {
        row.strip_prefix(b":")
            .is_some_and(|row| row.splitn(3, |&byte| byte == b' ').take(2).any(|mode| mode == b"160000"))
    };
    Ok(rows(&listed).any(is_submodule))
}
