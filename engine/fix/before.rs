//! A workspace as descriptors: kept from before the fixes, and made again after them. What it is compared with does
//! not change, and is left out.

use crate::documents::{Side, Workspace};
use crate::parallel;
use protune_compiler::descriptor::likeness::{Compiled, CompiledFile};
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::schema::FileId;
use std::collections::HashMap;
use std::path::PathBuf;

/// A workspace before anything is fixed.
#[derive(Debug)]
pub struct Before {
    /// Its files as descriptors.
    pub(super) compiled: Compiled,
    /// Number of errors of each file that has any, by its key.
    pub(super) errors: HashMap<String, usize>,
    /// Files behind import names; `None` for names that do not mean the same everywhere.
    pub imports: Origins,
}

/// Paths on the disk by import names, or `None` for a file that is built in.
pub type Origins = HashMap<String, Option<Option<PathBuf>>>;

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
    Compiled::new(parallel::map(&ids, file))
}

/// Number of errors in each file that has any.
pub(super) fn errors(workspace: &Workspace) -> HashMap<String, usize> {
    let mut errors = HashMap::new();
    let is_after = |problem: &&Diagnostic| workspace.document(problem.place.file).side == Side::After;
    for problem in workspace.problems().filter(is_after).filter(|problem| problem.severity == Severity::Error)
    {
        *errors.entry(key(workspace, problem.place.file)).or_default() += 1;
    }
    errors
}

/// Returns the files that import names mean.
pub fn imports(workspace: &Workspace) -> Origins {
    let mut imports = Origins::new();
    for file in workspace.files_after() {
        let origin = workspace.document(file.id).disk.clone();
        let known = imports.entry(file.name().to_owned()).or_insert_with(|| Some(origin.clone()));
        known.take_if(|known| *known != origin);
    }
    imports
}

/// Key of a file before and after.
pub(super) fn key(workspace: &Workspace, file: FileId) -> String {
    workspace.document(file).path.clone()
}
