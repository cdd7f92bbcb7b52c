//! From paths to a schema: finds files, import roots and imports, reads and parses them, in parallel.
//! The only place that knows both import names and paths on disk.

mod around;
mod git;
mod imports;
pub mod input;
mod link;
mod load;
mod outline;
pub mod paths;
mod progress;
mod read;
mod scope;
mod sides;
mod targets;
mod users;
mod walk;

pub use git::{Changed, Changes, Since};
pub use progress::{Progress, Stage};
pub use read::{decoded, text};
pub use scope::{Request, Scope, Texts};
pub use sides::requests;
pub use targets::Reach;

use crate::config::{Breaking, Lint};
use link::{Added, Linking};
use load::{Content, Entry, Origin, Part};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{FileId, FileView, Schema};
use protune_compiler::syntax::SyntaxError;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use targets::{Home, Target};

/// Files that were loaded together, with everything they import.
pub struct Workspace {
    pub schema: Schema,
    /// Where each file of the schema comes from, by [`FileId`].
    pub sources: Vec<Source>,
    pub modules: Vec<Judged>,
    /// The files that are reported, in order of their paths.
    pub targets: Vec<FileId>,
    /// The imports that are not found in projects some dependencies of which are not at hand.
    pub lacking: HashSet<Place>,
    /// What was found while reading: files that are not UTF-8.
    pub problems: Vec<Diagnostic>,
    /// Paths that could not be read at all.
    pub failures: Vec<Failure>,
    /// What it is compared with, if anything; the files are in `schema` and `sources` as well.
    pub before: Vec<Before>,
    /// What the paths of files that are gone are shown behind, to say where they lay.
    pub compared_in: String,
    pub working_dir: PathBuf,
    /// The root of the repository around the working directory, or the working directory.
    pub repository: PathBuf,
    /// How far the work on it has come.
    pub progress: Arc<Progress>,
    /// How long it took to load.
    pub took: Took,
}

/// How long the stages of loading took.
#[derive(Clone, Copy, Default)]
pub struct Took {
    /// To find the files.
    pub find: Duration,
    /// To read and parse them, and all that they import.
    pub read: Duration,
    /// To make one schema of them.
    pub link: Duration,
}

/// The old side of a comparison. Files that are the same on both sides are there once, as those of the
/// new one.
pub struct Before {
    /// The numbers of its own files.
    pub files: Range<u32>,
    /// What its paths are shown behind.
    pub prefix: String,
    pub modules: Vec<Judged>,
    /// The files that something is reported about.
    pub targets: Vec<FileId>,
    /// Paths that could not be read at all.
    pub failures: Vec<Failure>,
    /// Its texts were made from descriptors.
    pub is_from_descriptors: bool,
}

impl From<Added> for Before {
    fn from(Added { files, modules, reported: targets, failures, prefix }: Added) -> Before {
        Before { files, prefix, modules, targets, failures, is_from_descriptors: false }
    }
}

/// Which side of a comparison a file is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Before,
    /// Also where nothing is compared.
    After,
}

/// Where a file comes from.
pub struct Source {
    pub side: Side,
    /// As it is printed, with `/`: relative to the working directory, on the old side to what was named.
    pub path: String,
    /// Where it lies; `None` for a well-known file that is built in.
    pub disk: Option<PathBuf>,
    /// It is the user's own, and not something that it depends on or was before, and fixes may change it.
    pub is_own: bool,
}

/// A path that could not be read.
#[derive(Clone)]
pub struct Failure {
    pub path: String,
    /// Why, in words; without the path.
    pub reason: String,
}

/// The judged files of one module.
pub struct Judged {
    /// In order of their paths; what could not be read as text is not among them.
    pub files: Vec<FileId>,
    pub lint: Arc<Lint>,
    pub breaking: Arc<Breaking>,
    /// Where its project has it, seen from the configuration; `None` when it is not configured.
    pub folder: Option<String>,
}

/// Files that were found, not read.
pub struct Files {
    /// In order of their paths.
    pub files: Vec<Found>,
    pub failures: Vec<Failure>,
}

pub struct Found {
    /// As it is printed.
    pub path: String,
    pub disk: PathBuf,
    /// The one that it belongs to, by its place in the scope.
    pub project: Option<usize>,
}

/// The files that a scope names.
pub fn files(scope: &Scope) -> Files {
    let (targets, mut failures) = targets::find(scope, Reach::Files);
    failures.extend(scope.failures.iter().cloned());
    let found = |target: Target| Found {
        path: paths::printed(&target.path, &scope.working_dir),
        project: target.home.map(|home| home.project),
        disk: target.path,
    };
    let mut files: Vec<Found> = targets.into_iter().filter(|target| target.is_reported).map(found).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Files { files, failures }
}

impl Workspace {
    pub fn source(&self, file: FileId) -> &Source {
        &self.sources[file.0 as usize]
    }

    /// The files of the new side; where nothing is compared, all of them.
    pub fn files_after(&self) -> impl Iterator<Item = FileView<'_>> {
        self.schema.files().filter(|file| self.source(file.id).side == Side::After)
    }

    /// The targets, and all that they import.
    pub fn needed(&self) -> HashSet<FileId> {
        let mut needed: HashSet<FileId> = self.targets.iter().copied().collect();
        let mut open = self.targets.clone();
        while let Some(file) = open.pop() {
            let imported = self.schema.file(file).imports().filter_map(|import| import.target());
            open.extend(imported.map(|file| file.id).filter(|&file| needed.insert(file)));
        }
        needed
    }

    /// Loads what a scope names, with everything that it imports. Whatever cannot be read is in
    /// `failures`; the rest is complete.
    pub fn load(scope: &Scope, reach: Reach) -> Workspace {
        let part = Part::load(scope, reach, None);
        let is_partial = part.is_partial;
        let mut linking = Linking::default();
        let part = linking.add(part, Side::After, &HashMap::new());
        let workspace = linking.finish(part, Vec::new());
        match is_partial && workspace.is_linked_badly() {
            true => Workspace::load(scope, Reach::Modules),
            false => workspace,
        }
    }

    /// The compiler complains of more than syntax in what the targets need. What it says then can depend on any
    /// file of the module: which one has a name that is looked for, or has it as well.
    fn is_linked_badly(&self) -> bool {
        let needed = self.needed();
        self.schema.problems().iter().filter(|problem| needed.contains(&problem.place.file)).any(|problem| {
            let tree = &self.schema.file(problem.place.file).data().tree;
            let is_same = |error: &SyntaxError| {
                Some(error.span) == problem.place.span && *error.message == *problem.message
            };
            !tree.errors().iter().any(is_same)
        })
    }

    /// Loads the new side of a comparison and all that it is compared with, side by side in one schema.
    pub fn load_sides(before: &[Scope], after: &Scope, reach: Reach) -> Workspace {
        let after = Part::load(after, reach, None);
        let load = |scope| {
            let mut part = Part::load(scope, Reach::Modules, Some(&after));
            let same = sides::same(&mut part, &after);
            (part, same)
        };
        let before: Vec<_> = before.iter().map(load).collect();
        let mut linking = Linking::default();
        let after = linking.add(after, Side::After, &HashMap::new());
        let before = before.into_iter().map(|(part, same)| linking.add(part, Side::Before, &same)).collect();
        linking.finish(after, before)
    }
}

/// Called like a schema.
fn is_proto(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "proto")
}
