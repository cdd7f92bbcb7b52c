//! Imports of many files at once: the files that they mean are found and read. In a group a name means one file,
//! and most files are imported many times, so each name of a group is looked up once.

use super::imports::{GroupId, Importer};
use super::load::{Entry, Loader, says};
use super::origin::Origin;
use super::sides::Twins;
use protune_compiler::schema::FileId;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Number of files whose names are gathered by one processor.
const FILES: usize = 512;

/// Imports of some files.
struct Wanted {
    /// For each file the places of its imports in `meant`.
    of_files: Vec<Vec<u32>>,
    /// In the order in which the files write them.
    meant: Vec<Meant>,
}

/// A file that is imported by a name.
struct Meant {
    name: Box<str>,
    group: Option<GroupId>,
    file: Import,
}

/// State of an imported file.
enum Import {
    Read(FileId),
    Unread(Origin),
    Missing,
}

/// Names that files write; each one of a group once.
#[derive(Default)]
struct Names<'f> {
    /// A name, and the first file that writes it.
    all: Vec<(Importer<'f>, &'f str)>,
    of_groups: FxHashMap<(GroupId, &'f str), u32>,
}

impl<'f> Names<'f> {
    /// The place of a name. Without a group, the importer decides what it means.
    fn place(&mut self, importer: Importer<'f>, name: &'f str) -> u32 {
        let Names { all, of_groups } = self;
        let mut add = || {
            all.push((importer, name));
            all.len() as u32 - 1
        };
        match importer.group {
            Some(group) => *of_groups.entry((group, name)).or_insert_with(add),
            None => add(),
        }
    }
}

impl Loader<'_, '_> {
    /// Finds the imports of the files from this one on, reads those that are new, and so on until none is.
    pub(super) fn load_imports(&mut self, first: usize) {
        let mut done = first;
        while done < self.files.len() {
            let batch = done..self.files.len();
            done = batch.end;
            let Wanted { of_files, meant } = self.wanted(batch.clone());
            let mut seen: FxHashSet<&Origin> = FxHashSet::default();
            let unread = meant.iter().filter_map(|meant| match &meant.file {
                Import::Unread(origin) => seen.insert(origin).then(|| (origin.clone(), meant.group)),
                _ => None,
            });
            self.read(unread.collect());
            let ids = self.ids(&meant);
            self.set_imports(batch, of_files, &ids);
            for (Meant { name, group, .. }, id) in meant.into_iter().zip(ids) {
                if let Some(id) = id {
                    self.name(id, name, group);
                }
            }
        }
    }

    /// Finds the imports of the files from this one on among those that were read.
    pub(super) fn link_imports(&mut self, first: usize) {
        let files = first..self.files.len();
        let Wanted { of_files, meant } = self.wanted(files.clone());
        let ids = self.ids(&meant);
        self.set_imports(files.clone(), of_files, &ids);
        self.files[files].iter_mut().for_each(|entry| entry.is_complete = false);
    }

    /// Names the files that one imports by their import names.
    pub(super) fn name_imported(&mut self, importer: usize) {
        let Entry { imports, group, .. } = &self.files[importer];
        let group = *group;
        let named = imports.iter().zip(self.file(importer).imported_names());
        let new = named.filter_map(|(&target, (name, _))| {
            let target = target.filter(|target| !self.files[target.index()].is_imported)?;
            Some((target, name.into()))
        });
        for (target, name) in new.collect::<Vec<_>>() {
            self.name(target, name, group);
        }
    }

    /// Names a file as one of a group imports it; the first name stays.
    fn name(&mut self, file: FileId, name: Box<str>, group: Option<GroupId>) {
        let entry = &mut self.files[file.index()];
        if !entry.is_imported && entry.group == group {
            entry.is_imported = true;
            entry.name = name;
        }
    }

    /// Looks the imports of some files up.
    fn wanted(&mut self, files: Range<usize>) -> Wanted {
        let Loader { files: entries, twins, resolver, by_disk, .. } = self;
        let twins = twins.as_ref();
        let gathered: Vec<_> = entries[files].par_chunks(FILES).map(|some| gather(some, twins)).collect();
        let mut names = Names::default();
        let renumbered = gathered.into_iter().map(|(some, of_files)| {
            let places: Vec<u32> =
                some.into_iter().map(|(importer, name)| names.place(importer, name)).collect();
            (places, of_files)
        });
        let mut of_files: Vec<(Vec<u32>, Vec<Vec<u32>>)> = renumbered.collect();
        of_files.par_iter_mut().for_each(|(places, of_files)| {
            of_files.iter_mut().flatten().for_each(|place| *place = places[*place as usize]);
        });
        let meant = |(importer, name): (Importer<'_>, &str)| {
            let file = match resolver.find(importer, name) {
                None => Import::Missing,
                Some(origin) => match by_disk.get(&origin) {
                    Some(&id) => Import::Read(id),
                    None => Import::Unread(origin),
                },
            };
            Meant { name: name.into(), group: importer.group, file }
        };
        let meant = names.all.into_iter().map(meant).collect();
        Wanted { of_files: of_files.into_iter().flat_map(|(_, of_files)| of_files).collect(), meant }
    }

    /// The files that are meant, as far as they are there.
    fn ids(&self, meant: &[Meant]) -> Vec<Option<FileId>> {
        let id = |meant: &Meant| match &meant.file {
            Import::Read(id) => Some(*id),
            Import::Unread(origin) => self.by_disk.get(origin).copied(),
            Import::Missing => None,
        };
        meant.iter().map(id).collect()
    }

    fn set_imports(&mut self, files: Range<usize>, of_files: Vec<Vec<u32>>, ids: &[Option<FileId>]) {
        let entries = self.files[files].par_iter_mut().zip(of_files);
        entries.for_each(|(entry, places)| {
            entry.imports = places.into_iter().map(|place| ids[place as usize]).collect();
        });
    }
}

/// Names that some files import, and for each file the places of its own.
fn gather<'f>(
    files: &'f [Entry],
    twins: Option<&Twins<'f>>,
) -> (Vec<(Importer<'f>, &'f str)>, Vec<Vec<u32>>) {
    let mut names = Names::default();
    let mut of_files = Vec::with_capacity(files.len());
    for entry in files {
        let importer = Importer { path: entry.origin.disk(), group: entry.group };
        let imported = says(entry, twins).imported_names();
        of_files.push(imported.map(|(name, _)| names.place(importer, name)).collect());
    }
    (names.all, of_files)
}
