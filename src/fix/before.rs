//! What a workspace says as descriptors: kept from before the fixes, and made again after them. What it is
//! compared with does not change, and is left out.

use crate::workspace::{Side, Workspace};
use protune_compiler::descriptor::likeness::{Compiled, CompiledFile};
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::schema::FileId;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::PathBuf;

/// A workspace before anything is fixed.
pub(super) struct Before {
    pub(super) compiled: Compiled,
    /// How many errors each file has, by its key.
    pub(super) errors: HashMap<String, usize>,
    /// What import names mean; `None` for those that do not mean the same everywhere.
    pub(super) imports: Origins,
}

/// A path on the disk for an import name, or `None` for a file that is built in.
pub(super) type Origins = HashMap<String, Option<Option<PathBuf>>>;

impl Before {
    pub(super) fn of(workspace: &Workspace) -> Before {
        Before { compiled: compiled(workspace), errors: errors(workspace), imports: imports(workspace) }
    }
}

/// All files of a workspace. Options that are for sources only are there as well.
pub(super) fn compiled(workspace: &Workspace) -> Compiled {
    let schema = &workspace.schema;
    let include = Include { source_options: true, ..Include::default() };
    let ids: Vec<FileId> = workspace.files_after().map(|file| file.id).collect();
    let places: HashMap<FileId, usize> = ids.iter().copied().zip(0..).collect();
    let file = |&id: &FileId| {
        let imports = schema.file(id).imports().filter_map(|import| import.target());
        CompiledFile {
            key: key(workspace, id),
            descriptor: descriptor::file(schema, id, include),
            imports: imports.filter_map(|file| places.get(&file.id).copied()).collect(),
        }
    };
    Compiled::new(ids.par_iter().map(file).collect())
}

/// How many errors each file has that has any.
pub(super) fn errors(workspace: &Workspace) -> HashMap<String, usize> {
    let mut errors = HashMap::new();
    let problems = workspace.problems.iter().chain(workspace.schema.problems());
    let is_after = |problem: &&Diagnostic| workspace.source(problem.place.file).side == Side::After;
    for problem in problems.filter(is_after).filter(|problem| problem.severity == Severity::Error) {
        *errors.entry(key(workspace, problem.place.file)).or_default() += 1;
    }
    errors
}

pub(super) fn imports(workspace: &Workspace) -> Origins {
    let mut imports = Origins::new();
    for file in workspace.files_after() {
        let origin = workspace.source(file.id).disk.clone();
        let known = imports.entry(file.name().to_owned()).or_insert_with(|| Some(origin.clone()));
        known.take_if(|known| *known != origin);
    }
    imports
}

/// What a file is known by before and after.
pub(super) fn key(workspace: &Workspace, file: FileId) -> String {
    workspace.source(file).path.clone()
}
