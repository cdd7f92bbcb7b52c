//! Imports that lead back to where they come from.

use super::{Graph, Targets};
use crate::diagnostic::{Diagnostic, Place};
use crate::schema::file::{File, FileId, ImportId, RowId};
use crate::schema::per_file::PerFile;
use crate::schema::problems::{ImportProblem, error_at};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Number of files shown at the start and at the end of a long cycle.
const SHOWN: usize = 4;

/// An import that closes a cycle.
#[derive(PartialEq, Eq)]
pub(super) struct Cycle {
    import: ImportId,
    /// The first files of the way from the imported file to the importing one, each with the import that leads on.
    first: Vec<(FileId, ImportId)>,
    /// Number of omitted files.
    left_out: usize,
    last: Vec<(FileId, ImportId)>,
}

/// The imports that close cycles, by the files that they stand in.
pub(super) type Cycles = FxHashMap<FileId, Vec<Cycle>>;

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// On the way, at this place.
    Open(usize),
    Done,
}

/// Finds each import that closes a cycle when the files are walked through in this order.
pub(super) fn find(imports: &PerFile<Targets>, order: impl Iterator<Item = FileId>) -> Cycles {
    let mut cycles = Cycles::default();
    let mut states = vec![State::New; imports.len()];
    for root in order {
        if states[root.0 as usize] != State::New {
            continue;
        }
        // The files on the way, each with the import that is followed next.
        let mut way = vec![(root, 0)];
        states[root.0 as usize] = State::Open(0);
        while let Some((file, next)) = way.last_mut() {
            let (file, import) = (*file, *next);
            *next += 1;
            let Some(target) = imports[file].get(import) else {
                states[file.0 as usize] = State::Done;
                way.pop();
                continue;
            };
            let Some(target) = *target else { continue };
            match states[target.0 as usize] {
                State::Open(start) => {
                    let cycle = Cycle::of(&way[start..way.len() - 1], ImportId::from_index(import as u32));
                    cycles.entry(file).or_default().push(cycle);
                }
                State::New => {
                    states[target.0 as usize] = State::Open(way.len());
                    way.push((target, 0));
                }
                State::Done => {}
            }
        }
    }
    cycles
}

impl Cycle {
    fn of(way: &[(FileId, usize)], import: ImportId) -> Cycle {
        let steps = |way: &[(FileId, usize)]| -> Vec<(FileId, ImportId)> {
            way.iter().map(|&(file, next)| (file, ImportId::from_index(next as u32 - 1))).collect()
        };
        if way.len() <= 2 * SHOWN {
            return Cycle { import, first: steps(way), left_out: 0, last: Vec::new() };
        }
        let (first, rest) = way.split_at(SHOWN);
        let (left_out, last) = rest.split_at(rest.len() - SHOWN);
        Cycle { import, first: steps(first), left_out: left_out.len(), last: steps(last) }
    }

    fn explain(&self, at: FileId, files: &PerFile<Arc<File>>) -> Diagnostic {
        let file = &files[at];
        let name = |file: FileId| format!("`{}`", files[file].name);
        let mut way: Vec<String> = self.first.iter().map(|&(file, _)| name(file)).collect();
        if self.left_out > 0 {
            way.push(format!("{} more files", self.left_out));
        }
        way.extend(self.last.iter().map(|&(file, _)| name(file)));
        way.push(name(at));
        way.push(self.first.first().map_or_else(|| name(at), |&(file, _)| name(file)));
        let place = Place::new(at, file[self.import].file_span);
        let problem = error_at(place, ImportProblem::Cycle { way: way.join(" -> ") });
        self.first.iter().chain(&self.last).fold(problem, |problem, &(file, import)| {
            problem.label(Place::new(file, files[file][import].file_span), "imported here")
        })
    }
}

impl Graph {
    /// The imports of a file that close cycles, as problems.
    pub(in crate::schema) fn cycle_problems(
        &self,
        file: FileId,
        files: &PerFile<Arc<File>>,
    ) -> impl Iterator<Item = Diagnostic> {
        let cycles = self.cycles.get(&file).map_or(&[][..], Vec::as_slice);
        cycles.iter().map(move |cycle| cycle.explain(file, files))
    }
}
