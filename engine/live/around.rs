//! Files around a change: those in which a rule may find something else now, and those that it has to read
//! for that.

use super::index::{Index, Keys};
use protune_compiler::schema::{FileId, FileView, ImportView, Schema};
use protune_rules::Needs;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A change to files of a module.
pub(super) struct Touched<'c> {
    pub(super) schema: &'c Schema,
    /// Files of the module as they were.
    pub(super) before: &'c Index,
    /// Keys of the files that are looked at again, as they are now.
    pub(super) now: &'c BTreeMap<FileId, Keys>,
    /// Files with another text, those of other modules included.
    pub(super) edited: &'c BTreeSet<FileId>,
    /// Files whose findings speak of places in the changed text.
    pub(super) pointing: &'c BTreeSet<FileId>,
    /// Whether any file has another package, or imports other files.
    pub(super) moves_packages: bool,
}

/// Files to judge again, and the files that decide. The first are sorted.
pub(super) struct Around {
    pub(super) affected: Vec<FileId>,
    pub(super) seen: Vec<FileId>,
}

impl Touched<'_> {
    /// Returns the files around the change for a rule with these needs.
    pub(super) fn around(&self, needs: Needs) -> Around {
        if needs.module {
            let mut all: Vec<FileId> = self.before.files().collect();
            all.sort_unstable();
            return Around { affected: all.clone(), seen: all };
        }
        let mut affected: Vec<FileId> = self.now.keys().chain(self.pointing).copied().collect();
        if needs.details {
            affected.extend(self.edited);
            affected = self.with_importers(&affected);
        }
        if needs.cycles && self.moves_packages {
            affected = self.before.files().collect();
        }
        let same_rpcs =
            |file: FileId, now: &Keys| self.before.keys(file).is_some_and(|before| before.has_same_rpcs(now));
        let keys = |(file, now)| self.before.keys(file).into_iter().chain([now]);
        let now = || self.now.iter().map(|(&file, now)| (file, now));
        affected.extend(self.before.alike(Needs { rpcs: false, ..needs }, now().flat_map(keys)));
        let others = now().filter(|&(file, now)| !same_rpcs(file, now));
        affected
            .extend(self.before.alike(Needs { rpcs: needs.rpcs, ..Needs::IMPORTS }, others.flat_map(keys)));
        if needs.importers {
            // What a file imported before, it imports now, or else all are looked at again.
            affected = if self.moves_packages {
                self.before.files().collect()
            } else {
                self.with_imports(&affected)
            };
        }
        affected.sort_unstable();
        affected.dedup();
        let seen = self.deciding(needs, &affected);
        Around { affected, seen }
    }

    /// Files that decide about others.
    pub(super) fn deciding(&self, needs: Needs, affected: &[FileId]) -> Vec<FileId> {
        if needs.cycles {
            return self.before.files().collect();
        }
        let importing = if needs.importers { self.with_importers(affected) } else { affected.to_vec() };
        let mut seen = self.with_imports(&importing);
        // Files that are not looked at yet have the keys of before.
        let keys = |file: &FileId| self.now.get(file).into_iter().chain(self.before.keys(*file));
        seen.extend(self.before.alike(needs, affected.iter().flat_map(keys)));
        seen.sort_unstable();
        seen.dedup();
        seen
    }

    /// Files with everything that they import.
    fn with_imports(&self, files: &[FileId]) -> Vec<FileId> {
        self.reached(files, |file| {
            file.imports().filter_map(ImportView::target).map(|target| target.id).collect()
        })
    }

    /// Files with everything that imports them.
    fn with_importers(&self, files: &[FileId]) -> Vec<FileId> {
        self.reached(files, |file| file.importers().map(|importer| importer.id).collect())
    }

    fn reached(&self, files: &[FileId], next_to: impl Fn(FileView<'_>) -> Vec<FileId>) -> Vec<FileId> {
        let mut all = files.to_vec();
        let mut known: HashSet<FileId> = files.iter().copied().collect();
        let mut next = 0;
        while let Some(&file) = all.get(next) {
            next += 1;
            let near = next_to(self.schema.file(file));
            all.extend(near.into_iter().filter(|&file| known.insert(file)));
        }
        all
    }

    /// Whether a rule with these needs must find the same as before; `has_found` says whether it found
    /// something in a file.
    pub(super) fn is_irrelevant(&self, needs: Needs, has_found: impl Fn(FileId) -> bool) -> bool {
        let finds = || self.now.keys().chain(self.pointing).any(|&file| has_found(file));
        let same = |(file, now): (&FileId, &Keys)| {
            self.before.keys(*file).is_some_and(|before| before.has_same_rpcs(now))
        };
        match needs {
            Needs::CYCLES => !self.moves_packages && !finds(),
            Needs::RPCS => self.now.iter().all(same) && !finds(),
            _ => false,
        }
    }
}
