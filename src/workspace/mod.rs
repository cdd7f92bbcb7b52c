//! From paths to a schema: finds files, import roots and imports, reads and parses them, in parallel.
//! The only place that knows both import names and paths on disk.

mod around;
mod ci;
mod closures;
mod configs;
mod earlier;
mod elsewhere;
mod git;
mod hints;
mod ignored;
mod imports;
pub mod input;
mod link;
mod load;
mod origin;
mod outline;
mod outside;
mod read;
mod scope;
mod sides;
mod targets;
mod tree;
mod users;
mod walk;
mod wanted;

pub use ci::Base;
pub use configs::Configs;
pub use earlier::load_earlier;
pub use elsewhere::{Elsewhere, There};
pub use git::{Changes, Since, fetch_into};
pub use read::{decoded, text};
pub use scope::{Request, Scope};
pub use sides::{exclude_alike, requests};
pub use targets::{Idle, Reach};

use crate::paths;
use link::Linking;
use load::{Content, Entry, Part};
use origin::Origin;
use protune_compiler::problem::TextError;
use protune_engine::Workspace;
use protune_engine::documents::{Failure, Progress, Side, Stage, Texts, Took};
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use targets::{Home, Target, Targets};

/// Files that were found, not read.
pub struct Files {
    /// In order of their paths.
    pub files: Vec<Found>,
    /// Links to folders, among whose files these may be. Absolute, as all that is walked.
    links: Vec<PathBuf>,
    pub failures: Vec<Failure>,
}

pub struct Found {
    /// Path as printed.
    pub path: String,
    pub disk: PathBuf,
    /// The one that it belongs to, or that holds where it lies, by its place in the scope.
    pub project: Option<usize>,
}

/// The files that a scope names, in modules or not.
pub fn files(scope: &Scope) -> Files {
    let Targets { files: targets, links, failures } = targets::find(scope, Reach::Texts);
    let found = |target: Target| Found {
        path: paths::printed(&target.path, &scope.working_dir),
        project: target.home.map(|home| home.project).or_else(|| scope.project_naming(&target.path)),
        disk: target.path,
    };
    let mut files: Vec<Found> =
        targets.into_par_iter().filter(|target| target.is_reported).map(found).collect();
    files.par_sort_by(|a, b| a.path.cmp(&b.path));
    Files { files, links, failures }
}

/// The root of the repository around a folder, or the folder itself: what services see paths from.
pub fn repository_around(folder: &Path) -> PathBuf {
    git::root_around(folder).unwrap_or(folder).to_owned()
}

/// Loads what a scope names, with everything that it imports. Whatever cannot be read is in
/// `failures`; the rest is complete.
pub fn load(scope: &Scope, reach: Reach) -> Workspace {
    let part = Part::load(scope, reach, None);
    let is_partial = part.is_partial;
    let mut linking = Linking::default();
    let part = linking.add(part, Side::After, &HashMap::new());
    let workspace = linking.finish(part, Vec::new());
    let is_bad = || is_linked_badly(&workspace) || scope.request.changes.is_some() && is_clashing(&workspace);
    match is_partial && is_bad() {
        true => load(scope, Reach::Modules),
        false => workspace,
    }
}

/// Returns whether the compiler reports more than syntax errors in the targets and what they import. Such errors
/// can depend on any file of the module: on which one declares a name that is looked for, or declares it as well.
fn is_linked_badly(workspace: &Workspace) -> bool {
    let needed = workspace.needed();
    let problems = workspace.schema.problems().iter();
    problems.filter(|problem| needed.contains(&problem.place.file)).any(|problem| {
        let tree = workspace.schema.file(problem.place.file).data().tree();
        let is_same =
            |error: &TextError| Some(error.span) == problem.place.span && *error.message == *problem.message;
        !tree.errors().iter().any(is_same)
    })
}

/// Returns whether the compiler reports something of another file that the targets, or what they import, have to do
/// with: that both declare one name.
fn is_clashing(workspace: &Workspace) -> bool {
    let needed = workspace.needed();
    let mut labels = workspace.schema.problems().iter().flat_map(|problem| &problem.labels);
    labels.any(|label| needed.contains(&label.spot.file()))
}

/// Loads the new side of a comparison and all that it is compared with, side by side in one schema.
pub fn load_sides(before: &[Scope], after: &Scope, reach: Reach) -> Workspace {
    let scope = after;
    let after = Part::load(after, reach, None);
    let load = |scope| {
        let mut part = Part::load(scope, Reach::Modules, Some(&after));
        if scope.request.follows {
            sides::follow(&mut part, &after);
        }
        let same = sides::same(&mut part, &after);
        (part, same)
    };
    let before: Vec<_> = before.iter().map(load).collect();
    let mut linking = Linking::default();
    let mut after = linking.add(after, Side::After, &HashMap::new());
    if after.modules.is_empty() {
        after.modules = load::without_files(scope);
    }
    let before = before.into_iter().map(|(part, same)| linking.add(part, Side::Before, &same)).collect();
    linking.finish(after, before)
}

/// Whether a file is named like a schema.
fn is_proto(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "proto")
}
