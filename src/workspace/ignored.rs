//! Files that git ignores: the patterns of `.gitignore` files and `.git/info/exclude`, from the top of the
//! working tree down, except for files that git tracks. Walks nothing.

use super::git;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::{fs, io};

pub(super) const PATTERNS: &str = ".gitignore";
pub(super) const REPOSITORY: &str = ".git";

/// Ignored paths of a folder.
#[derive(Clone, Default)]
pub(super) struct Ignored {
    patterns: Option<Arc<Patterns>>,
    tree: Option<Arc<WorkingTree>>,
    /// The folder is ignored itself: only what git tracks is left of it.
    is_inside: bool,
}

/// The patterns of one file, and those of the folders around it.
struct Patterns {
    here: Gitignore,
    outer: Option<Arc<Patterns>>,
}

/// The working tree of a repository.
struct WorkingTree {
    root: PathBuf,
    /// Known once something is ignored.
    tracked: OnceLock<Tracked>,
}

/// Schemas that git tracks, and the folders that they lie in. Absolute.
#[derive(Default)]
struct Tracked {
    files: FxHashSet<PathBuf>,
    folders: FxHashSet<PathBuf>,
}

impl Ignored {
    /// Returns what is ignored in a folder that a walk begins in, the same as for a walk that begins further up.
    pub(super) fn at(folder: &Path) -> Ignored {
        let Some(root) = git::root_around(folder) else { return Ignored::default().with_patterns(folder) };
        let mut between: Vec<&Path> = folder.ancestors().take_while(|around| *around != root).collect();
        between.reverse();
        let top = Ignored::of_tree(root).with_patterns(root);
        between.into_iter().fold(top, |outer, folder| outer.below(folder, true, false))
    }

    /// Returns what is ignored in a folder that this one holds. What it `has` is asked of the disk where that may be.
    pub(super) fn below(&self, folder: &Path, has_patterns: bool, has_repository: bool) -> Ignored {
        let inner = match has_repository {
            // Another repository, which knows nothing of the one around it.
            true => Ignored::of_tree(folder),
            false => Ignored { is_inside: self.is_inside || self.is_ignored(folder, true), ..self.clone() },
        };
        if has_patterns { inner.with_patterns(folder) } else { inner }
    }

    /// Returns whether nothing in a folder is wanted.
    pub(super) fn skips_folder(&self, path: &Path) -> bool {
        let has_tracked = |tree: &Arc<WorkingTree>| tree.tracked().folders.contains(path);
        self.ignores(path, true) && !self.tree.as_ref().is_some_and(has_tracked)
    }

    pub(super) fn skips_file(&self, path: &Path) -> bool {
        let is_tracked = |tree: &Arc<WorkingTree>| tree.tracked().files.contains(path);
        self.ignores(path, false) && !self.tree.as_ref().is_some_and(is_tracked)
    }

    fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        self.is_inside || self.is_ignored(path, is_folder)
    }

    /// The innermost file that says anything decides.
    fn is_ignored(&self, path: &Path, is_folder: bool) -> bool {
        let patterns = std::iter::successors(self.patterns.as_ref(), |inner| inner.outer.as_ref());
        let mut decisions = patterns.map(|patterns| patterns.here.matched(path, is_folder));
        decisions.find(|decision| !decision.is_none()).is_some_and(|decision| decision.is_ignore())
    }

    fn of_tree(root: &Path) -> Ignored {
        let tree = WorkingTree { root: root.to_owned(), tracked: OnceLock::new() };
        let ignored = Ignored { tree: Some(Arc::new(tree)), ..Ignored::default() };
        ignored.with_file(root, &folder_of_repository(root).join("info/exclude"))
    }

    fn with_patterns(self, folder: &Path) -> Ignored {
        self.with_file(folder, &folder.join(PATTERNS))
    }

    /// Adds the patterns of a file, which are about what is below a folder.
    fn with_file(mut self, folder: &Path, file: &Path) -> Ignored {
        if let Some(here) = read(folder, file) {
            self.patterns = Some(Arc::new(Patterns { here, outer: self.patterns.take() }));
        }
        self
    }
}

impl WorkingTree {
    fn tracked(&self) -> &Tracked {
        self.tracked.get_or_init(|| {
            let mut tracked = Tracked::default();
            // Without git nobody knows, and what is ignored stays ignored.
            for path in git::tracked(&self.root).unwrap_or_default() {
                let path = self.root.join(path);
                let around = path.ancestors().skip(1).take_while(|folder| *folder != self.root);
                for folder in around {
                    if !tracked.folders.insert(folder.to_owned()) {
                        break;
                    }
                }
                tracked.files.insert(path);
            }
            tracked
        })
    }
}

/// The folder that a repository keeps what it shares between working trees in.
fn folder_of_repository(root: &Path) -> PathBuf {
    let own = git::own_folder(root);
    match fs::read_to_string(own.join("commondir")) {
        Ok(shared) => own.join(shared.trim_end()),
        Err(_) => own,
    }
}

/// The most that a file of patterns holds, in bytes. Each of them takes hundreds once its patterns can be matched.
const MOST: u64 = 256 << 10;

/// Reason why a file of patterns is not read, if it is worth reporting.
pub(super) fn refusal(file: &Path) -> Option<io::Error> {
    let is_too_large = file.metadata().is_ok_and(|found| found.len() > MOST);
    let why = || format!("it is larger than {} KiB", MOST >> 10);
    is_too_large.then(|| io::Error::new(io::ErrorKind::FileTooLarge, why()))
}

/// Returns which files of patterns are not read of those that count around a folder, each with the reason.
pub(super) fn refused_around(folder: &Path) -> Vec<(PathBuf, io::Error)> {
    let Some(root) = git::root_around(folder) else { return Vec::new() };
    let around = folder.ancestors().skip(1).take_while(|around| around.starts_with(root));
    let files = around.map(|around| around.join(PATTERNS));
    let files = files.chain([folder_of_repository(root).join("info/exclude")]);
    files.filter_map(|file| refusal(&file).map(|error| (file, error))).collect()
}

fn read(folder: &Path, file: &Path) -> Option<Gitignore> {
    if !file.metadata().is_ok_and(|found| found.is_file() && found.len() <= MOST) {
        return None;
    }
    let mut builder = GitignoreBuilder::new(folder);
    // A line that is no pattern is left out; the others hold.
    let _ = builder.add(file);
    builder.build().ok()
}
