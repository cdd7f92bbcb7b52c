//! What options say: which field of an options message each one sets, and to which bytes. The same
//! for standard and custom options; `descriptor.proto` is a file like any other here.

mod interpreter;
mod owner;
mod tree;
mod value;

use crate::encoding;
use crate::schema::features::{EnumType, Features, FieldPresence, RepeatedFieldEncoding, Utf8Validation};
use crate::schema::file::*;
use crate::schema::lower::is_about_features;
use crate::schema::problems::Problems;
use crate::schema::resolve::Typed;
use crate::schema::{Global, checks};
use crate::syntax::{Label, Node, OptionEntry};
use crate::text::Span;
use interpreter::Interpreter;
use std::ops::Range;

pub use owner::Owner;
pub(in crate::schema) use owner::owners;
pub(crate) use tree::{Record, Value};

/// What the options of one file say, row by row as in its table.
#[derive(Default)]
pub struct Interpretations {
    rows: Vec<Row>,
    paths: Vec<Global<FieldId>>,
    bytes: Vec<u8>,
    /// Whether each import brings something that an option needs.
    pub(super) used: Vec<bool>,
    pub(super) problems: Problems,
    /// Every field that is set, until that is checked.
    uses: Vec<Use>,
}

/// An option sets a field: the one that its name ends with, or one inside a literal.
pub(super) struct Use {
    pub(super) field: Global<FieldId>,
    pub(super) owner: Owner,
    pub(super) span: Span,
    /// The value, when it is encoded as a varint.
    pub(super) value: Option<u64>,
}

/// Ranges of `paths` and `bytes`.
#[derive(Clone, Default)]
struct Row {
    path: Range<u32>,
    /// The value of a scalar, without tag and length.
    value: Range<u32>,
}

/// The fields that the name of an option goes through: `features`, then `enum_type`.
#[derive(Clone, Copy)]
pub struct OptionPath<'s> {
    typed: &'s Typed,
    fields: &'s [Global<FieldId>],
}

impl OptionPath<'_> {
    /// The option means something.
    pub fn is_known(self) -> bool {
        !self.fields.is_empty()
    }

    /// One field for each part of the name.
    pub(in crate::schema) fn fields(&self) -> &[Global<FieldId>] {
        self.fields
    }

    /// The numbers of the fields.
    pub fn numbers(self) -> Vec<i32> {
        let number = |field: &Global<FieldId>| self.typed.linked.file(field.file)[field.id].number;
        self.fields.iter().filter_map(number).collect()
    }

    /// The option sets one element of a repeated field.
    pub(crate) fn is_repeated(self) -> bool {
        self.fields.last().is_some_and(|&field| self.typed.is_repeated(field))
    }

    /// These very fields of the options message, by number; none of them an extension.
    pub fn is(self, numbers: &[i32]) -> bool {
        self.fields.len() == numbers.len()
            && self.fields.iter().zip(numbers).all(|(field, &number)| {
                let row = &self.typed.linked.file(field.file)[field.id];
                row.number == Some(number) && matches!(row.parent, FieldParent::Message(_))
            })
    }
}

impl Interpretations {
    fn of(file: &File, rows: usize) -> Interpretations {
        Interpretations {
            rows: vec![Row::default(); rows],
            paths: Vec::new(),
            bytes: Vec::new(),
            used: vec![false; file.imports.len()],
            problems: Problems::default(),
            uses: Vec::new(),
        }
    }

    pub(super) fn path<'s>(&'s self, id: OptionId, typed: &'s Typed) -> OptionPath<'s> {
        let row = &self.rows[id.index()];
        OptionPath { typed, fields: &self.paths[row.path.start as usize..row.path.end as usize] }
    }

    /// The value of a scalar, encoded, without tag and length.
    pub(super) fn bytes(&self, id: OptionId) -> &[u8] {
        let value = &self.rows[id.index()].value;
        &self.bytes[value.start as usize..value.end as usize]
    }

    /// The value, when it is encoded as a varint.
    pub(super) fn varint(&self, id: OptionId) -> Option<u64> {
        let mut bytes = self.bytes(id);
        encoding::get_varint(&mut bytes).filter(|_| bytes.is_empty())
    }
}

impl Typed {
    /// What the options of `file` say.
    pub fn interpret(&self, file: FileId) -> Interpretations {
        let data = self.linked.file(file);
        let mut out = Interpretations::of(data, data.options.len());
        let mut interpreter = Interpreter {
            typed: self,
            at: file,
            owner: Owner::File,
            records: Vec::new(),
            entry: None,
            is_for_features: false,
            out: &mut out,
        };
        // Ranges of one statement share their options.
        let mut last_range = Rows::default();
        for owner in owners(data) {
            let options = owner.options(data);
            if options.is_empty() || matches!(owner, Owner::Range(..)) && options == last_range {
                continue;
            }
            last_range = options;
            interpreter.options(owner);
        }
        let uses = std::mem::take(&mut out.uses);
        checks::file(self, file, &uses, &mut out.problems);
        out
    }

    /// The features of a declaration, after inheritance.
    pub(super) fn features_of(&self, file: FileId, owner: Owner) -> Features {
        let data = self.linked.file(file);
        let of_edition = Features::of_edition(data.edition);
        if !data.edition.is_edition() {
            return of_edition;
        }
        let of_file = || self.said_features(file, Owner::File, of_edition);
        let of_file = *self.file_features[file].get_or_init(of_file);
        if !data.has_inner_features || owner == Owner::File {
            return of_file;
        }
        let inner = |owner: &Owner| owner.parent(data).filter(|&parent| parent != Owner::File);
        let mut chain: Vec<Owner> = std::iter::successors(Some(owner), inner).collect();
        chain.reverse();
        chain.into_iter().fold(of_file, |features, owner| self.said_features(file, owner, features))
    }

    /// What a declaration itself makes of the features that it inherits.
    fn said_features(&self, file: FileId, owner: Owner, mut features: Features) -> Features {
        let data = self.linked.file(file);
        let said = owner.options(data).iter().filter(|&id| is_about_features(&data.tree, &data[id]));
        for id in said {
            if let Some(Record { value: Value::Message(set), .. }) = self.record(file, owner, id, true) {
                features.apply(&set);
            }
        }
        features
    }

    /// What a declaration itself sets a custom feature to: an extension of `FeatureSet`, and a field of it.
    pub(super) fn said_custom_feature(&self, file: FileId, owner: Owner, path: [i32; 2]) -> Option<u64> {
        let data = self.linked.file(file);
        let said = owner.options(data).iter().filter(|&id| is_about_features(&data.tree, &data[id]));
        let values = said.filter_map(|id| {
            let features = self.record(file, owner, id, true)?;
            let custom = features.inner()?.iter().rfind(|record| record.number == path[0])?;
            custom.inner()?.iter().rfind(|record| record.number == path[1])?.value.as_varint()
        });
        values.last()
    }

    /// A repeated scalar field is packed by its option, else by its features.
    pub(super) fn is_packed(&self, field: Global<FieldId>) -> bool {
        let file = self.linked.file(field.file);
        match plain_value(file, file[field.id].options, "packed") {
            Some(value) => value == "true",
            None => {
                let features = self.features_of(field.file, Owner::Field(field.id));
                features.repeated_field_encoding == RepeatedFieldEncoding::Packed
            }
        }
    }

    pub(super) fn is_open(&self, of: Global<EnumId>) -> bool {
        self.features_of(of.file, Owner::Enum(of.id)).enum_type == EnumType::Open
    }

    fn verifies_utf8(&self, field: Global<FieldId>) -> bool {
        let features = self.features_of(field.file, Owner::Field(field.id));
        features.utf8_validation == Utf8Validation::Verify
    }

    pub(super) fn is_required(&self, field: Global<FieldId>) -> bool {
        let file = self.linked.file(field.file);
        file[field.id].label == Some(Label::Required)
            || file.edition.is_edition()
                && self.features_of(field.file, Owner::Field(field.id)).field_presence
                    == FieldPresence::LegacyRequired
    }

    /// What the options of a declaration say, as records of its options message.
    pub(crate) fn records(&self, file: FileId, owner: Owner) -> Vec<Record> {
        let options = owner.options(self.linked.file(file)).iter();
        options.filter_map(|id| self.record(file, owner, id, false)).collect()
    }

    fn record(&self, file: FileId, owner: Owner, id: OptionId, is_for_features: bool) -> Option<Record> {
        let data = self.linked.file(file);
        let mut out = Interpretations::of(data, 0);
        let mut interpreter = Interpreter {
            typed: self,
            at: file,
            owner,
            records: Vec::new(),
            entry: None,
            is_for_features,
            out: &mut out,
        };
        let (path, value) = interpreter.interpret(entry_of(data, id)?).ok()?;
        self.nest(&path, value)
    }

    /// The record that sets the field at the end of a path.
    fn nest(&self, path: &[Global<FieldId>], value: Value) -> Option<Record> {
        let (&last, around) = path.split_last()?;
        let number = |field: Global<FieldId>| self.linked.file(field.file)[field.id].number;
        let innermost = Record { field: last, number: number(last)?, value };
        around.iter().rev().try_fold(innermost, |inner, &field| {
            Some(Record { field, number: number(field)?, value: Value::Message(vec![inner]) })
        })
    }
}

/// The text of the value that an option without dots and extensions is given last.
pub(super) fn plain_value<'f>(file: &'f File, options: Rows<OptionId>, name: &str) -> Option<&'f str> {
    plain_entry(file, options, name)?.value().map(Node::text)
}

/// The last option without dots and extensions that has this name.
pub(super) fn plain_entry<'f>(
    file: &'f File,
    options: Rows<OptionId>,
    name: &str,
) -> Option<OptionEntry<'f>> {
    let mut entries = options.iter().rev().filter_map(|id| entry_of(file, id));
    entries.find(|entry| entry.name().is_some_and(|of| of.text() == name))
}

fn entry_of(file: &File, id: OptionId) -> Option<OptionEntry<'_>> {
    OptionEntry::cast(file.tree.node(file[id].node))
}
