//! References as plain data: their targets, places, and lookups.

use super::place::Site;
use super::words::Word;
use crate::schema::Global;
use crate::schema::file::{EnumId, FieldId, FileId, MessageId, MethodId, OneofId, ServiceId, ValueId};
use crate::schema::packages::PackageId;
use crate::schema::resolve::Meaning;
use crate::schema::symbols::Symbol;
use crate::text::Span;
use std::fmt;

/// The references of one file; [`References::merge`](super::References::merge) puts them together.
#[derive(Default)]
pub struct FileReferences {
    pub(super) is_left_out: bool,
    pub(super) entries: Vec<Entry>,
    pub(super) sites: Vec<Site>,
    pub(super) lookups: Vec<Lookup>,
    pub(super) words: Vec<Word>,
}

impl fmt::Debug for FileReferences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileReferences").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

impl FileReferences {
    /// Returns the references of a file that renames ignore, because it belongs to the old side.
    pub fn left_out() -> FileReferences {
        FileReferences { is_left_out: true, ..FileReferences::default() }
    }
}

/// A part of a name that refers to something.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) to: Key,
    pub(super) file: FileId,
    pub(super) span: Span,
    /// Lookup of a reference without a prefix: a row of the sites of its file.
    pub(super) site: Option<u32>,
    pub(super) written: Written,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Written {
    /// By its name; of a group, in lower case where its field is meant.
    AsItIs,
    /// In a literal: a field that is encoded like a group, by the name of its message.
    AsGroup,
}

/// The first part of a relative name, and what it was found to mean.
#[derive(Clone, Copy)]
pub(super) struct Lookup {
    pub(super) first: u64,
    pub(super) file: FileId,
    pub(super) site: u32,
    pub(super) found: Meaning,
}

/// A [`Meaning`] as a number, so that sorting is fast.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Key(u64);

impl Key {
    pub(super) fn of(meaning: Meaning) -> Key {
        let (file, kind, id) = match meaning {
            Meaning::Package(package) => (FileId(u32::MAX >> 4), 0, package.0),
            Meaning::Symbol(Global { file, id }) => match id {
                Symbol::Message(id) => (file, 0, id.0),
                Symbol::Enum(id) => (file, 1, id.0),
                Symbol::Value(id) => (file, 2, id.0),
                Symbol::Field(id) => (file, 3, id.0),
                Symbol::Oneof(id) => (file, 4, id.0),
                Symbol::Service(id) => (file, 5, id.0),
                Symbol::Method(id) => (file, 6, id.0),
            },
        };
        Key(u64::from(file.0) << 36 | kind << 32 | u64::from(id))
    }

    /// The meaning that the number stands for.
    pub(super) fn meaning(self) -> Meaning {
        let (file, kind, id) = (FileId((self.0 >> 36) as u32), self.0 >> 32 & 0xf, self.0 as u32);
        if file.0 == u32::MAX >> 4 {
            return Meaning::Package(PackageId(id));
        }
        let id = match kind {
            0 => Symbol::Message(MessageId(id)),
            1 => Symbol::Enum(EnumId(id)),
            2 => Symbol::Value(ValueId(id)),
            3 => Symbol::Field(FieldId(id)),
            4 => Symbol::Oneof(OneofId(id)),
            5 => Symbol::Service(ServiceId(id)),
            _ => Symbol::Method(MethodId(id)),
        };
        Meaning::Symbol(Global { file, id })
    }
}
