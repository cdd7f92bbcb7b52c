//! Index of the places where each name of a schema is written, which a rename uses. Finding the places of a
//! name costs as much as there are of them, in a schema of any size.

use super::broken::Broken;
use super::entries::{Entry, FileReferences, Key, Lookup, Written};
use super::place::Site;
use super::sought::Sought;
use super::walk;
use super::words::Word;
use crate::schema::file::FileId;
use crate::schema::resolve::Meaning;
use crate::schema::{Schema, symbols};
use crate::text::Span;
use std::fmt;

/// Every reference of a schema, by what it refers to.
pub struct References {
    /// In order of what they refer to, then of place.
    entries: Vec<Entry>,
    /// Lookups of relative names, for each file.
    sites: Vec<Vec<Site>>,
    /// The relative names, in order of their first parts.
    lookups: Vec<Lookup>,
    /// Names in strings, and the files that have them.
    words: Vec<(Word, FileId)>,
    /// The files in which not all references are known.
    broken: Broken,
    /// The files that are as if they were not there.
    left_out: Vec<bool>,
}

impl fmt::Debug for References {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("References").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl References {
    /// The references of one file. Files are independent, so that the caller brings the threads.
    pub fn of_file(schema: &Schema, file: FileId) -> FileReferences {
        References::of_file_to(schema, file, &Sought::default())
    }

    /// The references of one file that matter to renames of declarations in other files: `sought` has their old names, in
    /// all forms in which they may be written, and their new names.
    pub fn of_file_to(schema: &Schema, file: FileId, sought: &Sought) -> FileReferences {
        let mut found = walk::references(schema, file, sought);
        found.entries.sort_unstable_by_key(order);
        // A map field, its key and its value share what is written.
        found.entries.dedup_by_key(|entry| order(entry));
        found.words.sort_unstable();
        found.words.dedup();
        found
    }

    /// Puts together the references of all files, in the order of [`Schema::files`].
    pub fn merge(schema: &Schema, files: Vec<FileReferences>) -> References {
        assert_eq!(files.len(), schema.files().count(), "one part for each file");
        let count = schema.linked().file_ids().len();
        let mut all = References {
            entries: Vec::with_capacity(files.iter().map(|file| file.entries.len()).sum()),
            sites: vec![Vec::new(); count],
            lookups: Vec::with_capacity(files.iter().map(|file| file.lookups.len()).sum()),
            words: Vec::new(),
            broken: Broken::default(),
            left_out: vec![false; count],
        };
        for (file, id) in files.into_iter().zip(schema.files().map(|file| file.id)) {
            all.entries.extend(file.entries);
            all.sites[id.0 as usize] = file.sites;
            all.left_out[id.0 as usize] = file.is_left_out;
            all.lookups.extend(file.lookups);
            all.words.extend(file.words.into_iter().map(|word| (word, id)));
        }
        all.broken = Broken::of(schema, |file| all.left_out[file.0 as usize]);
        all.entries.sort_unstable_by_key(order);
        all.lookups.sort_unstable_by_key(|lookup| (lookup.first, lookup.file, lookup.site));
        all.words.sort_unstable();
        all
    }

    /// The references of a whole schema, file after file.
    pub fn of(schema: &Schema) -> References {
        let files = schema.files().map(|file| References::of_file(schema, file.id));
        References::merge(schema, files.collect())
    }

    /// A group stands for its field as well: see [`Linked::declaration`].
    pub(super) fn to(&self, meaning: Meaning) -> &[Entry] {
        let key = Key::of(meaning);
        run(&self.entries, |entry| entry.to.cmp(&key))
    }

    pub(super) fn site(&self, file: FileId, site: u32) -> Site {
        self.sites[file.0 as usize][site as usize]
    }

    /// The relative names that begin with this one.
    pub(super) fn beginning_with(&self, first: &str) -> &[Lookup] {
        let hash = symbols::hash(0, first);
        run(&self.lookups, |lookup| lookup.first.cmp(&hash))
    }

    /// The files that have a name in a string of an option.
    pub(super) fn speaking_of(&self, word: Word) -> impl Iterator<Item = FileId> {
        run(&self.words, |entry| entry.0.cmp(&word)).iter().map(|&(_, file)| file)
    }

    pub(super) fn leaves_out(&self, file: FileId) -> bool {
        self.left_out[file.0 as usize]
    }

    /// A file that does not compile, and may for all we know refer by one of these names to what is declared in this
    /// one.
    pub(super) fn broken_around(&self, file: FileId, names: &[&str]) -> Option<FileId> {
        self.broken.around(file, names)
    }
}

fn order(entry: &Entry) -> (Key, FileId, Span, Written) {
    (entry.to, entry.file, entry.span, entry.written)
}

/// The rows of a sorted table that are equal to what `compare` looks for.
fn run<T>(rows: &[T], compare: impl Fn(&T) -> std::cmp::Ordering) -> &[T] {
    let start = rows.partition_point(|row| compare(row).is_lt());
    let len = rows[start..].iter().take_while(|row| compare(row).is_eq()).count();
    &rows[start..start + len]
}
