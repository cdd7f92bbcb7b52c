//! Files around a change: those in which a rule may find something else now, and those that it has to see to tell.

use super::index::{Index, Keys};
use protune_compiler::schema::{FileId, ImportView, Schema};
use protune_rules::Needs;
use std::collections::{BTreeMap, BTreeSet};

/// A change to files of a module.
pub(super) struct Change<'c> {
    pub(super) schema: &'c Schema,
    /// Files of the module as they were.
    pub(super) before: &'c Index,
    /// Keys of the files that are looked at again, as they are now.
    pub(super) now: &'c BTreeMap<FileId, Keys>,
    /// Files whose findings speak of places in the changed text.
    pub(super) pointing: &'c BTreeSet<FileId>,
    /// Some file has another package, or imports other files.
    pub(super) moves_packages: bool,
}

/// Files to judge again, and the files of the module that decide.
pub(super) struct Around {
    pub(super) affected: BTreeSet<FileId>,
    pub(super) seen: BTreeSet<FileId>,
}

impl Change<'_> {
    /// Returns the files around the change for a rule with these needs.
    pub(super) fn around(&self, needs: Needs) -> Around {
        let mut affected: BTreeSet<FileId> = self.now.keys().chain(self.pointing).copied().collect();
        if needs.cycles && self.moves_packages {
            affected = self.before.files().collect();
        }
        for (file, now) in self.now {
            let before = self.before.keys(*file);
            for keys in before.into_iter().chain([now]) {
                if needs.package {
                    affected.extend(self.before.of_package(keys));
                }
                if needs.directory {
                    affected.extend(self.before.of_directory(keys));
                }
                if needs.rpcs && before.is_none_or(|before| !before.has_same_rpcs(now)) {
                    affected.extend(self.before.of_messages(keys));
                }
            }
        }
        let seen = self.deciding(needs, &affected);
        Around { affected, seen }
    }

    /// Files that decide about others.
    fn deciding(&self, needs: Needs, affected: &BTreeSet<FileId>) -> BTreeSet<FileId> {
        if needs.cycles {
            return self.before.files().collect();
        }
        let mut seen = self.with_imports(affected);
        for file in affected {
            let Some(keys) = self.now.get(file).or_else(|| self.before.keys(*file)) else { continue };
            if needs.package {
                seen.extend(self.before.of_package(keys));
            }
            if needs.directory {
                seen.extend(self.before.of_directory(keys));
            }
            if needs.rpcs {
                seen.extend(self.before.of_messages(keys));
            }
        }
        seen
    }

    /// Files with everything that they import.
    fn with_imports(&self, files: &BTreeSet<FileId>) -> BTreeSet<FileId> {
        let mut all = files.clone();
        let mut open: Vec<FileId> = files.iter().copied().collect();
        while let Some(file) = open.pop() {
            let targets = self.schema.file(file).imports().filter_map(ImportView::target);
            open.extend(targets.map(|target| target.id).filter(|&target| all.insert(target)));
        }
        all
    }

    /// Whether a rule with these needs can find nothing else than before, `has_found` telling whether it found
    /// something in a file.
    pub(super) fn is_irrelevant(&self, needs: Needs, has_found: impl Fn(FileId) -> bool) -> bool {
        let finds = || self.now.keys().chain(self.pointing).any(|&file| has_found(file));
        let same = |(file, now): (&FileId, &Keys)| {
            self.before.keys(*file).is_some_and(|before| before.has_same_rpcs(now))
        };
        match needs {
            Needs { package: false, directory: false, rpcs: false, cycles: true } => {
                !self.moves_packages && !finds()
            }
            Needs { package: false, directory: false, cycles: false, rpcs: true } => {
                self.now.iter().all(same) && !finds()
            }
            _ => false,
        }
    }
}
