//! Graph of imports, and what follows from it alone: the files that each file sees, the files that a change
//! affects, the `descriptor.proto` that applies, and cycles of imports. Knows no names but those of files.

mod cycles;
mod public;
#[cfg(test)]
mod tests;
mod visible;

use super::file::{File, FileId};
use super::per_file::PerFile;
use crate::well_known;
use cycles::Cycles;
use public::{NOWHERE, Public};
use rustc_hash::FxHashSet;
use std::sync::Arc;

pub(super) use public::passed_on;
pub(super) use visible::Seen;
use visible::Visible;

/// The file behind each import of one file; `None` when it is not available.
pub(super) type Targets = Arc<[Option<FileId>]>;

/// The graph of all imports.
#[derive(Clone)]
pub(super) struct Graph {
    /// The `descriptor.proto` that was added for files that import none. It ranks behind all other files.
    own_descriptor: FileId,
    imports: PerFile<Targets>,
    /// For each file, those that import it, sorted.
    importers: PerFile<Arc<[FileId]>>,
    public: Arc<Public>,
    visible: PerFile<Arc<Visible>>,
    /// Positions of files with an import that is not available, sorted.
    lacking: Arc<[u32]>,
    /// For each file the `descriptor.proto` that it, or what it imports, imports.
    descriptor_of: PerFile<FileId>,
    cycles: Arc<Cycles>,
}

/// Consequences of a change of the graph.
pub(super) struct Regraphed {
    /// Files whose options are declared in another `descriptor.proto` now.
    pub(super) redescribed: Vec<FileId>,
    /// Files with other cycles.
    pub(super) recycled: Vec<FileId>,
}

impl Graph {
    pub(super) fn new(files: &PerFile<Arc<File>>, imports: Vec<Targets>, own_descriptor: FileId) -> Graph {
        let importers = importers(&imports);
        let imports = PerFile::from(imports);
        let order = || ranked(files.len(), own_descriptor);
        let public = Public::new(files, &imports, order());
        let mut graph = Graph {
            own_descriptor,
            lacking: lacking(&imports, &public),
            public: Arc::new(public),
            visible: PerFile::from(Vec::new()),
            descriptor_of: descriptors(files, &importers, own_descriptor).into(),
            cycles: Arc::new(cycles::find(&imports, order())),
            importers,
            imports,
        };
        graph.see_again(files);
        graph
    }

    /// The file that joined the others for those that import no `descriptor.proto`.
    pub(super) fn own_descriptor(&self) -> FileId {
        self.own_descriptor
    }

    /// The file behind each import of a file.
    pub(super) fn imports(&self, file: FileId) -> &Targets {
        &self.imports[file]
    }

    pub(super) fn importers(&self, file: FileId) -> &[FileId] {
        &self.importers[file]
    }

    pub(super) fn descriptor_of(&self, file: FileId) -> FileId {
        self.descriptor_of[file]
    }

    /// A number for each file that is there. They change when files come and go.
    pub(super) fn position(&self, file: FileId) -> u32 {
        self.public.position(file)
    }

    pub(super) fn at(&self, position: u32) -> FileId {
        self.public.at(position)
    }

    pub(super) fn is_there(&self, file: FileId) -> bool {
        self.position(file) != NOWHERE
    }

    /// Returns how a file sees another, if it does.
    pub(super) fn seen(&self, from: FileId, file: FileId) -> Option<&Seen> {
        self.visible[from].at(self.position(file))
    }

    pub(super) fn sees(&self, from: FileId, file: FileId) -> bool {
        self.seen(from, file).is_some()
    }

    /// Returns whether a file sees one of those at these positions, which are sorted.
    pub(super) fn sees_any(&self, from: FileId, positions: &[u32]) -> bool {
        self.visible[from].sees_any(positions)
    }

    /// The file itself, what it imports, and what that passes on.
    pub(super) fn seen_from(&self, from: FileId) -> impl Iterator<Item = FileId> {
        self.visible[from].positions().map(|position| self.public.at(position))
    }

    /// Returns whether an import is not available, of the file or of one that it sees.
    pub(super) fn lacks_import(&self, from: FileId) -> bool {
        self.imports[from].iter().any(Option::is_none) || self.sees_any(from, &self.lacking)
    }

    /// Files with an import that is not available.
    pub(super) fn lacking(&self) -> impl Iterator<Item = FileId> {
        self.lacking.iter().map(|&position| self.public.at(position))
    }

    // Changes.

    /// Makes room for one more file.
    pub(super) fn push(&mut self) {
        self.imports.push(Arc::new([]));
        self.importers.push(Arc::new([]));
        self.descriptor_of.push(self.own_descriptor);
        self.visible.push(Arc::clone(&self.visible[self.own_descriptor]));
    }

    /// Sets the files behind the imports of one file.
    pub(super) fn set_imports(&mut self, file: FileId, targets: Targets) {
        if self.imports[file] == targets {
            return;
        }
        let set = |targets: &Targets| targets.iter().flatten().copied().collect::<FxHashSet<FileId>>();
        let (old, new) = (set(&self.imports[file]), set(&targets));
        let gone = self.imports[file].iter().flatten().filter(|target| !new.contains(target));
        let come = targets.iter().flatten().filter(|target| !old.contains(target));
        let mut moved: Vec<FileId> = gone.chain(come).copied().collect();
        moved.sort_unstable();
        moved.dedup();
        for target in moved {
            let mut importers = self.importers[target].to_vec();
            match importers.binary_search(&file) {
                Ok(at) => drop(importers.remove(at)),
                Err(at) => importers.insert(at, file),
            }
            self.importers.set(target, importers.into());
        }
        self.imports.set(file, targets);
    }

    /// Brings everything but what files see up to date with the imports.
    pub(super) fn update(
        &mut self,
        files: &PerFile<Arc<File>>,
        is_there: impl Fn(FileId) -> bool,
        is_renumbered: bool,
    ) -> Regraphed {
        let order = || ranked(files.len(), self.own_descriptor).filter(|&file| is_there(file));
        let public = is_renumbered.then(|| Public::new(files, &self.imports, order()));
        let cycles = cycles::find(&self.imports, order());
        let changed = |file: &FileId| self.cycles.get(file) != cycles.get(file);
        let mut recycled: Vec<FileId> =
            self.cycles.keys().chain(cycles.keys()).copied().filter(changed).collect();
        recycled.sort_unstable();
        recycled.dedup();
        if !recycled.is_empty() {
            self.cycles = Arc::new(cycles);
        }
        let mut redescribed = Vec::new();
        let descriptors = descriptors(files, &self.importers, self.own_descriptor);
        for (file, descriptor) in (0..).map(FileId).zip(descriptors) {
            if self.descriptor_of[file] != descriptor {
                self.descriptor_of.set(file, descriptor);
                redescribed.push(file);
            }
        }
        if let Some(public) = public {
            self.public = Arc::new(public);
        }
        self.lacking = lacking(&self.imports, &self.public);
        Regraphed { redescribed, recycled }
    }

    /// Finds out what all files see.
    pub(super) fn see_again(&mut self, files: &PerFile<Arc<File>>) {
        let all = (0..files.len() as u32).map(FileId);
        self.visible = all.map(|file| Arc::new(self.look(file, &files[file]))).collect();
    }

    /// Finds out what a file sees; false when it is what it saw before.
    pub(super) fn see(&mut self, file: FileId, data: &File) -> bool {
        let visible = self.look(file, data);
        let is_new = visible != *self.visible[file];
        if is_new {
            self.visible.set(file, Arc::new(visible));
        }
        is_new
    }

    fn look(&self, file: FileId, data: &File) -> Visible {
        Visible::new(file, data, &self.imports[file], &self.public)
    }
}

/// All files, the one that joined them last.
fn ranked(len: usize, own_descriptor: FileId) -> impl Iterator<Item = FileId> {
    (0..len as u32).map(FileId).filter(move |&file| file != own_descriptor).chain([own_descriptor])
}

fn importers(imports: &[Targets]) -> PerFile<Arc<[FileId]>> {
    let mut importers: Vec<Vec<FileId>> = vec![Vec::new(); imports.len()];
    for (file, targets) in (0..).map(FileId).zip(imports) {
        for target in targets.iter().flatten() {
            let importers = &mut importers[target.0 as usize];
            if importers.last() != Some(&file) {
                importers.push(file);
            }
        }
    }
    importers.into_iter().map(Arc::from).collect()
}

fn lacking(imports: &PerFile<Targets>, public: &Public) -> Arc<[u32]> {
    let lacking = (0..).map(FileId).zip(imports.iter()).filter(|(_, targets)| targets.contains(&None));
    let mut lacking: Vec<u32> = lacking.map(|(file, _)| public.position(file)).collect();
    lacking.sort_unstable();
    lacking.into()
}

/// For each file the `descriptor.proto` that it, or what it imports, imports.
fn descriptors(files: &PerFile<Arc<File>>, importers: &PerFile<Arc<[FileId]>>, own: FileId) -> Vec<FileId> {
    let mut found = vec![None; files.len()];
    for descriptor in ranked(files.len(), own) {
        if *files[descriptor].name != *well_known::DESCRIPTOR {
            continue;
        }
        let mut open = vec![descriptor];
        while let Some(file) = open.pop() {
            let found = &mut found[file.0 as usize];
            if found.is_none() {
                *found = Some(descriptor);
                open.extend(importers[file].iter());
            }
        }
    }
    found.into_iter().map(|found| found.unwrap_or(own)).collect()
}
