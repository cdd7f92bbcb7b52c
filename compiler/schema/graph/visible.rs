//! Files that one file sees: itself, its imports, and the files that these pass on.

use super::Targets;
use super::public::{NOWHERE, Public};
use crate::schema::file::{File, FileId, ImportId, RowId};
use crate::syntax::ImportKind;
use std::collections::BTreeSet;
use std::ops::Range;

/// Visible files as ranges of positions.
#[derive(PartialEq, Eq)]
pub(in crate::schema) struct Visible {
    /// Sorted, and no two overlap.
    runs: Box<[Seen]>,
}

/// Way in which the files of a range are seen.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::schema) struct Seen {
    positions: Range<u32>,
    /// The import of the file, else the first that passes it on; `None` for the file itself.
    pub(in crate::schema) import: Option<ImportId>,
    /// Every way to it begins with an `import option`.
    pub(in crate::schema) options_only: bool,
}

impl Visible {
    pub(super) fn new(id: FileId, file: &File, targets: &Targets, public: &Public) -> Visible {
        let own = public.position(id);
        if own == NOWHERE {
            return Visible { runs: Box::default() };
        }
        let imports = || {
            let rows = file.imports.iter().zip(targets.iter()).enumerate();
            rows.filter_map(|(at, (row, target))| {
                Some((ImportId(at as u32), row.kind == ImportKind::Option, (*target)?))
            })
        };
        let mut direct: Vec<Seen> = imports()
            .map(|(import, options_only, target)| {
                let position = public.position(target);
                Seen { positions: position..position + 1, import: Some(import), options_only }
            })
            .collect();
        // The import of a lower number stays in front.
        direct.sort_by_key(|seen| seen.positions.start);
        direct.dedup_by(|seen, first| {
            let is_same = seen.positions == first.positions;
            first.options_only &= !is_same || seen.options_only;
            is_same
        });
        let own = Seen { positions: own..own + 1, import: None, options_only: false };
        match direct.binary_search_by_key(&own.positions.start, |seen| seen.positions.start) {
            Ok(at) => direct[at] = own,
            Err(at) => direct.insert(at, own),
        }
        if imports().all(|(_, _, target)| public.is_alone(target)) {
            return Visible { runs: direct.into() };
        }
        let passed = imports().filter(|&(_, _, target)| !public.is_alone(target));
        let passed = passed.flat_map(|(import, options_only, target)| {
            public.closure(target).into_iter().map(move |run| (run, import, options_only))
        });
        Visible { runs: merged(direct, &passed.collect::<Vec<_>>()) }
    }

    /// Returns how the file at a position is seen, if it is.
    pub(super) fn at(&self, position: u32) -> Option<&Seen> {
        let after = self.runs.partition_point(|seen| seen.positions.start <= position);
        self.runs[..after].last().filter(|seen| position < seen.positions.end)
    }

    /// Returns whether one of the files at these positions, which are sorted, is seen.
    pub(super) fn sees_any(&self, positions: &[u32]) -> bool {
        if positions.len() < self.runs.len() {
            return positions.iter().any(|&position| self.at(position).is_some());
        }
        self.runs.iter().any(|seen| {
            let first = positions.partition_point(|&position| position < seen.positions.start);
            positions.get(first).is_some_and(|&position| position < seen.positions.end)
        })
    }

    #[cfg(test)]
    pub(super) fn runs(&self) -> usize {
        self.runs.len()
    }

    pub(super) fn positions(&self) -> impl Iterator<Item = u32> {
        self.runs.iter().flat_map(|seen| seen.positions.clone())
    }
}

/// Joins what is imported with what imports pass on: between any two places where a run begins or ends, the ways are
/// the same.
fn merged(direct: Vec<Seen>, passed: &[(Range<u32>, ImportId, bool)]) -> Box<[Seen]> {
    // Where a way begins or ends: for options alone, and in general.
    let mut turns: Vec<(u32, bool, ImportId, bool)> = Vec::new();
    for (run, import, options_only) in passed {
        turns.push((run.start, true, *import, *options_only));
        turns.push((run.end, false, *import, *options_only));
    }
    let mut places: Vec<u32> = turns.iter().map(|turn| turn.0).collect();
    places.extend(direct.iter().flat_map(|seen| [seen.positions.start, seen.positions.end]));
    places.sort_unstable();
    places.dedup();
    turns.sort_unstable();
    let (mut turns, mut direct) = (turns.into_iter().peekable(), direct.into_iter().peekable());
    let (mut plain, mut for_options) = (BTreeSet::new(), BTreeSet::new());
    let mut runs: Vec<Seen> = Vec::new();
    for pair in places.windows(2) {
        while let Some((_, begins, import, options_only)) = turns.next_if(|turn| turn.0 == pair[0]) {
            let ways = if options_only { &mut for_options } else { &mut plain };
            if begins {
                ways.insert(import.index())
            } else {
                ways.remove(&import.index())
            };
        }
        let first = plain.first().into_iter().chain(for_options.first()).min();
        let passed = first.map(|&import| Seen {
            positions: pair[0]..pair[1],
            import: Some(ImportId::from_index(import as u32)),
            options_only: plain.is_empty(),
        });
        let direct = direct.next_if(|seen| seen.positions.start == pair[0]);
        let Some(seen) = (match (direct, passed) {
            (Some(direct), Some(passed)) => {
                let options_only = direct.options_only && passed.options_only;
                Some(Seen { options_only, ..direct })
            }
            (direct, passed) => direct.or(passed),
        }) else {
            continue;
        };
        match runs.last_mut() {
            Some(last)
                if last.positions.end == seen.positions.start
                    && last.import == seen.import
                    && last.options_only == seen.options_only =>
            {
                last.positions.end = seen.positions.end;
            }
            _ => runs.push(seen),
        }
    }
    runs.into()
}
