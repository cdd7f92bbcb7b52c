//! Files that each file passes on through public imports. Every file gets a position such that the files that
//! it passes on are a few runs of positions: one, where public imports form chains, trees or circles. The
//! whole is linear in the number of imports there, and nothing is stored for files without public imports.

use super::Targets;
use crate::schema::file::{File, FileId};
use crate::schema::per_file::PerFile;
use crate::syntax::ImportKind;
use std::ops::Range;
use std::sync::Arc;

/// The position of files that are not there.
pub(super) const NOWHERE: u32 = u32::MAX;
/// The closure of files without public imports, which is the file.
const ALONE: u32 = u32::MAX;

pub(super) struct Public {
    position: Vec<u32>,
    /// The files by their positions.
    order: Vec<FileId>,
    closure_of: Vec<u32>,
    /// Sorted runs of positions with gaps between them. Files that import each other publicly share one.
    closures: Vec<Box<[Range<u32>]>>,
}

impl Public {
    /// `order` has all files that are there.
    pub(super) fn new(
        files: &PerFile<Arc<File>>,
        imports: &PerFile<Targets>,
        order: impl Iterator<Item = FileId>,
    ) -> Public {
        let len = files.len();
        let mut walk = Walk {
            files,
            imports,
            seen: vec![0; len],
            least: vec![0; len],
            entered: vec![0; len],
            open: Vec::new(),
            count: 0,
            out: Public {
                position: vec![NOWHERE; len],
                order: Vec::with_capacity(len),
                closure_of: vec![ALONE; len],
                closures: Vec::new(),
            },
        };
        for root in order {
            if walk.seen[root.0 as usize] == 0 {
                walk.from(root);
            }
        }
        walk.out
    }

    pub(super) fn position(&self, file: FileId) -> u32 {
        self.position.get(file.0 as usize).copied().unwrap_or(NOWHERE)
    }

    pub(super) fn at(&self, position: u32) -> FileId {
        self.order[position as usize]
    }

    /// Returns whether a file passes on more than itself.
    pub(super) fn is_alone(&self, file: FileId) -> bool {
        self.closure_of[file.0 as usize] == ALONE
    }

    /// Positions of a file and of all that it passes on.
    pub(super) fn closure(&self, file: FileId) -> Vec<Range<u32>> {
        let position = self.position(file);
        match self.closure_of[file.0 as usize] {
            ALONE => std::iter::once(position..position + 1).collect(),
            closure => self.closures[closure as usize].to_vec(),
        }
    }
}

/// The files that a file imports publicly.
pub(in crate::schema) fn passed_on<'f>(
    file: &'f File,
    targets: &'f Targets,
) -> impl Iterator<Item = FileId> + use<'f> {
    let rows = file.imports.iter().zip(targets.iter());
    rows.filter(|(row, _)| row.kind == ImportKind::Public).filter_map(|(_, &target)| target)
}

/// Tarjan's walk over the public imports: circles of files close after all that they import.
struct Walk<'f> {
    files: &'f PerFile<Arc<File>>,
    imports: &'f PerFile<Targets>,
    /// When each file was entered, from 1; 0 for those to come.
    seen: Vec<u32>,
    /// The first entered file of its circle that each is known to lead to.
    least: Vec<u32>,
    /// The next free position when each was entered.
    entered: Vec<u32>,
    /// Files whose circle is not closed yet.
    open: Vec<FileId>,
    count: u32,
    out: Public,
}

impl Walk<'_> {
    fn targets(&self, file: FileId) -> Vec<FileId> {
        passed_on(&self.files[file], &self.imports[file]).collect()
    }

    fn enter(&mut self, file: FileId) -> (FileId, std::vec::IntoIter<FileId>) {
        let at = file.0 as usize;
        self.count += 1;
        (self.seen[at], self.least[at]) = (self.count, self.count);
        self.entered[at] = self.out.order.len() as u32;
        self.open.push(file);
        (file, self.targets(file).into_iter())
    }

    fn from(&mut self, root: FileId) {
        let mut way = vec![self.enter(root)];
        while let Some((file, targets)) = way.last_mut() {
            let file = *file;
            if let Some(target) = targets.next() {
                let to = target.0 as usize;
                if self.seen[to] == 0 {
                    way.push(self.enter(target));
                } else if self.out.position[to] == NOWHERE {
                    let least = &mut self.least[file.0 as usize];
                    *least = (*least).min(self.seen[to]);
                }
                continue;
            }
            way.pop();
            let least = self.least[file.0 as usize];
            if least == self.seen[file.0 as usize] {
                self.close(file);
            } else if let Some((around, _)) = way.last() {
                let around = &mut self.least[around.0 as usize];
                *around = (*around).min(least);
            }
        }
    }

    /// All files since `first` was entered whose circle is still open are one circle.
    fn close(&mut self, first: FileId) {
        let start = self.open.iter().rposition(|&file| file == first).unwrap_or(0);
        let members = self.open.split_off(start);
        let begin = self.entered[first.0 as usize];
        for &file in &members {
            self.out.position[file.0 as usize] = self.out.order.len() as u32;
            self.out.order.push(file);
        }
        // What was numbered in between is what the circle imports and nobody had come to before.
        let own = begin..self.out.order.len() as u32;
        let mut before: Vec<u32> = Vec::new();
        let mut runs = vec![own.clone()];
        let mut passes_on = false;
        for &file in &members {
            for target in passed_on(&self.files[file], &self.imports[file]) {
                passes_on = true;
                match self.out.closure_of[target.0 as usize] {
                    ALONE if own.contains(&self.out.position(target)) => {}
                    ALONE => runs.push(self.out.position(target)..self.out.position(target) + 1),
                    closure => before.push(closure),
                }
            }
        }
        if !passes_on {
            return;
        }
        before.sort_unstable();
        before.dedup();
        for closure in before {
            let others = self.out.closures[closure as usize].iter();
            runs.extend(others.filter(|run| run.start < own.start || own.end < run.end).cloned());
        }
        let closure = self.out.closures.len() as u32;
        self.out.closures.push(joined(runs));
        for file in members {
            self.out.closure_of[file.0 as usize] = closure;
        }
    }
}

/// Sorts runs, and joins those that touch.
fn joined(mut runs: Vec<Range<u32>>) -> Box<[Range<u32>]> {
    runs.sort_unstable_by_key(|run| run.start);
    runs.dedup_by(|run, last| {
        let touches = run.start <= last.end;
        if touches {
            last.end = last.end.max(run.end);
        }
        touches
    });
    runs.into_boxed_slice()
}
