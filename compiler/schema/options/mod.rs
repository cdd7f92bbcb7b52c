//! Values of options: which field of an options message each option sets, and to what. Standard and custom
//! options are alike here, since `descriptor.proto` is a file like any other. Values are interpreted once for
//! each file and kept.

mod encode;
mod interpreter;
mod oneofs;
mod required;
mod set;
mod value;

use super::Global;
use super::file::*;
use super::link::Linked;
use super::owner::{Owner, owners};
use super::problems::Problems;
use super::resolve::Typed;
use super::results::Results;
use crate::encoding::varint;
use crate::syntax::{LiteralField, Node, NodeId, OptionEntry};
use interpreter::Interpreter;
use std::fmt;

pub(crate) use encode::Encoder;

/// Values of the options of one file.
#[derive(Default, Debug)]
pub struct Interpretations {
    /// One for each option, as in the table of the file.
    rows: Vec<Row>,
    /// Parts of the values in pre-order: the parts inside a message follow it.
    parts: Vec<Part>,
    bytes: Vec<u8>,
    /// Whether each import provides something that an option needs.
    pub(super) used: Vec<bool>,
    pub(super) problems: Problems,
}

#[derive(Clone, Copy, Default, Debug)]
struct Row {
    /// First part.
    start: u32,
    /// Number of fields that the name of the option goes through; 0 when the option means nothing.
    depth: u32,
}

/// A field that is set.
#[derive(Clone, Copy, Debug)]
struct Part {
    field: Global<FieldId>,
    /// The option, the field of a literal or the element of a list that sets it.
    node: NodeId,
    /// One past the last part inside it.
    end: u32,
    start: u32,
    /// Length of the encoded value in `bytes`; [`Part::MESSAGE`] for a message.
    len: u32,
}

impl Part {
    const MESSAGE: u32 = u32::MAX;
}

/// Field that an option sets, or a part of one, with its value.
#[derive(Clone, Copy)]
pub(crate) struct Value<'s> {
    of: &'s Interpretations,
    at: u32,
}

/// Fields that the name of an option goes through: `features`, then `enum_type`.
#[derive(Clone, Copy)]
pub struct OptionPath<'s> {
    typed: &'s Typed,
    parts: &'s [Part],
}

impl fmt::Debug for OptionPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OptionPath").field(&self.numbers()).finish()
    }
}

impl<'s> OptionPath<'s> {
    /// Returns whether the option means something.
    pub fn is_known(self) -> bool {
        !self.parts.is_empty()
    }

    /// One field for each part of the name.
    pub(super) fn fields(self) -> impl Iterator<Item = Global<FieldId>> + use<'s> {
        self.parts.iter().map(|part| part.field)
    }

    /// Numbers of the fields.
    pub fn numbers(self) -> Vec<i32> {
        self.fields().filter_map(|field| self.typed.row(field).number).collect()
    }

    /// Returns whether the option sets one element of a repeated field.
    pub(crate) fn is_repeated(self) -> bool {
        self.parts.last().is_some_and(|part| self.typed.is_repeated(part.field))
    }

    /// Returns whether these are the fields of the options message with these numbers, none of them an extension.
    pub fn is(self, numbers: &[i32]) -> bool {
        self.parts.len() == numbers.len()
            && self.parts.iter().zip(numbers).all(|(part, &number)| {
                let row = self.typed.row(part.field);
                row.number == Some(number) && matches!(row.parent, FieldParent::Message(_))
            })
    }
}

impl Interpretations {
    fn of(file: &File) -> Interpretations {
        Interpretations {
            rows: vec![Row::default(); file.options.len()],
            parts: Vec::new(),
            bytes: Vec::new(),
            used: vec![false; file.imports.len()],
            problems: Problems::default(),
        }
    }

    pub(super) fn path<'s>(&'s self, id: OptionId, typed: &'s Typed) -> OptionPath<'s> {
        let row = self.rows[id.index()];
        OptionPath { typed, parts: &self.parts[row.start as usize..][..row.depth as usize] }
    }

    /// The field of the options message that an option sets, or sets a part of.
    pub(crate) fn value(&self, id: OptionId) -> Option<Value<'_>> {
        let row = self.rows[id.index()];
        (row.depth > 0).then_some(Value { of: self, at: row.start })
    }

    /// Returns the value that an option sets the last field of its name to.
    pub(super) fn innermost(&self, id: OptionId) -> Option<Value<'_>> {
        let row = self.rows[id.index()];
        (row.depth > 0).then(|| Value { of: self, at: row.start + row.depth - 1 })
    }

    /// Values of the options of one declaration, in text order.
    pub(crate) fn values(&self, options: Rows<OptionId>) -> impl DoubleEndedIterator<Item = Value<'_>> {
        options.iter().filter_map(|id| self.value(id))
    }
}

impl<'s> Value<'s> {
    fn part(self) -> &'s Part {
        &self.of.parts[self.at as usize]
    }

    pub(crate) fn field(self) -> Global<FieldId> {
        self.part().field
    }

    /// The option, the field of a literal or the element of a list that sets the field.
    pub(super) fn written(self, file: &File) -> Node<'_> {
        file.tree.node(self.part().node)
    }

    /// The value as it is written.
    pub(super) fn written_value(self, file: &File) -> Node<'_> {
        let node = self.written(file);
        let value = match (OptionEntry::cast(node), LiteralField::cast(node)) {
            (Some(entry), _) => entry.value(),
            (_, Some(field)) => field.value(),
            _ => None,
        };
        value.unwrap_or(node)
    }

    pub(super) fn is_message(self) -> bool {
        self.part().len == Part::MESSAGE
    }

    /// The encoded value, without tag and length; empty for a message.
    pub(super) fn bytes(self) -> &'s [u8] {
        let part = self.part();
        match part.len {
            Part::MESSAGE => &[],
            len => &self.of.bytes[part.start as usize..][..len as usize],
        }
    }

    pub(super) fn varint(self) -> Option<u64> {
        let (value, len) = varint::read(self.bytes())?;
        (len == self.bytes().len()).then_some(value)
    }

    pub(super) fn text(self) -> Option<&'s str> {
        (!self.is_message()).then(|| str::from_utf8(self.bytes()).ok()).flatten()
    }

    /// The fields that are set in a message, in text order.
    pub(super) fn children(self) -> impl Iterator<Item = Value<'s>> + use<'s> {
        let end = self.part().end;
        let mut next = self.at + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = Value { of: self.of, at: next };
                next = child.part().end;
                child
            })
        })
    }

    /// The value that the field of a message with this number is set to last.
    pub(super) fn child(self, number: i32, typed: &Typed) -> Option<Value<'s>> {
        self.children().filter(|child| child.number(typed) == number).last()
    }

    /// The value and everything inside it, in text order.
    pub(super) fn all(self) -> impl Iterator<Item = Value<'s>> {
        (self.at..self.part().end).map(move |at| Value { of: self.of, at })
    }

    pub(super) fn number(self, typed: &Typed) -> i32 {
        // Options that set a field without a number have no value.
        typed.row(self.field()).number.unwrap_or(0)
    }
}

impl Typed {
    /// Interprets the options of `file`.
    pub fn interpret(&self, file: FileId) -> Interpretations {
        let data = self.linked.file(file);
        let mut out = Interpretations::of(data);
        let mut interpreter = Interpreter::new(self, file, &mut out);
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
        out.parts.shrink_to_fit();
        out.bytes.shrink_to_fit();
        out
    }
}

/// All files, with their references, features and options.
#[derive(Clone, Debug)]
pub struct Interpreted {
    pub(super) typed: Typed,
    pub(super) options: Results<Interpretations>,
}

impl Typed {
    /// Puts together the results of [`Typed::interpret`], in the order of the files.
    pub fn interpreted(self, options: Vec<Interpretations>) -> Interpreted {
        assert_eq!(options.len(), self.types.len(), "one part for each file");
        Interpreted { typed: self, options: options.into_iter().collect() }
    }
}

impl Interpreted {
    /// The files with their imports and names.
    pub fn linked(&self) -> &Linked {
        &self.typed.linked
    }

    /// The options of a file.
    pub(super) fn options(&self, file: FileId) -> &Interpretations {
        self.options.get(file, || self.typed.interpret(file))
    }

    /// Values of the options of a declaration, in text order.
    pub(crate) fn values(&self, file: FileId, owner: Owner) -> impl DoubleEndedIterator<Item = Value<'_>> {
        self.options(file).values(owner.options(self.typed.linked.file(file)))
    }

    /// Values that a declaration itself gives to a feature, by its number in `FeatureSet`.
    pub(super) fn said_features(
        &self,
        file: FileId,
        owner: Owner,
        number: i32,
    ) -> impl Iterator<Item = Value<'_>> {
        let typed = &self.typed;
        let values = self.values(file, owner).filter(|value| typed.is_features(value.field()));
        values.flat_map(Value::children).filter(move |value| value.number(typed) == number)
    }
}

impl Typed {
    /// Returns whether this is the field `features` of an options message.
    fn is_features(&self, field: Global<FieldId>) -> bool {
        let file = self.linked.file(field.file);
        matches!(file[field.id].parent, FieldParent::Message(_))
            && file.name(file[field.id].name) == "features"
    }
}
