//! Problems of single imports: files that are not found, and repeated imports.

use super::file::{File, FileId};
use super::graph::Targets;
use super::per_file::PerFile;
use super::problems::{ImportProblem, error_at};
use crate::diagnostic::{Diagnostic, Place};
use crate::near::nearest;
use crate::problem::MOST;
use crate::well_known;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The files by the last part of their names; of several, the one whose name is the first.
pub(super) struct ByBase {
    files: FxHashMap<Box<str>, FileId>,
}

impl ByBase {
    pub(super) fn new(files: &PerFile<Arc<File>>, is_there: impl Fn(FileId) -> bool) -> ByBase {
        let mut by_base: FxHashMap<Box<str>, FileId> = FxHashMap::default();
        for id in (0..files.len() as u32).map(FileId).filter(|&id| is_there(id)) {
            let name = &files[id].name;
            match by_base.get_mut(base(name)) {
                Some(first) if files[*first].name > *name => *first = id,
                Some(_) => {}
                None => drop(by_base.insert(base(name).into(), id)),
            }
        }
        ByBase { files: by_base }
    }
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The problems of a file's imports, in text order, as many as are kept.
pub(super) fn problems<'s>(
    at: FileId,
    files: &PerFile<Arc<File>>,
    targets: &Targets,
    by_base: impl Fn() -> &'s ByBase,
) -> Vec<Diagnostic> {
    let file = &files[at];
    let mut problems = Vec::new();
    let mut first: FxHashMap<&str, &super::Import> = FxHashMap::default();
    for (import, target) in file.imports.iter().zip(targets.iter()) {
        if problems.len() >= MOST {
            break;
        }
        let name = file.name(import.file);
        let place = Place::new(at, import.file_span);
        if target.is_none() {
            let same_base = by_base().files.get(base(name)).map(|&known| &*files[known].name);
            problems.push(missing(place, name, same_base));
        }
        // Few imports are compared faster than they are hashed.
        let before = if file.imports.len() <= 16 {
            file.imports
                .iter()
                .find(|other| file.name(other.file) == name)
                .filter(|it| it.node != import.node)
        } else {
            Some(*first.entry(name).or_insert(import)).filter(|it| it.node != import.node)
        };
        if let Some(before) = before {
            let problem = error_at(place, ImportProblem::Repeated { name });
            problems.push(problem.label(Place::new(at, before.file_span), "first imported here"));
        }
    }
    problems
}

fn missing(place: Place, name: &str, same_base: Option<&str>) -> Diagnostic {
    let help = match (near_well_known(name), same_base) {
        (Some(known), _) => format!("did you mean `{known}`?"),
        (None, Some(known)) => {
            format!("import paths start at an import root; did you mean `{known}`?")
        }
        (None, None) => "write the path from an import root; set the root with `-I`".to_owned(),
    };
    error_at(place, ImportProblem::NotFound { name, help })
}

/// The well-known file that was meant. Folder and file are compared by themselves: every name in the right folder
/// would be near otherwise.
fn near_well_known(name: &str) -> Option<&'static str> {
    let (folder, stem) = parts(name)?;
    let is_near = |known: &&str| parts(known).is_some_and(|(of, _)| nearest(folder, [of]).is_some());
    let known: Vec<&'static str> = well_known::names().filter(is_near).collect();
    let meant = nearest(stem, known.iter().filter_map(|known| parts(known)).map(|(_, stem)| stem))?;
    known.into_iter().find(|known| parts(known).is_some_and(|(_, stem)| stem == meant))
}

/// The folder of a name, and the file without its ending.
fn parts(name: &str) -> Option<(&str, &str)> {
    name.strip_suffix(".proto")?.rsplit_once('/')
}
