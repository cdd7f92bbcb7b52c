//! Obstacles that keep a message from its new form, and the checks that look at a message as a whole. Values
//! are checked one by one when they are converted.

use crate::derive;
use crate::kind::Kind;
use crate::layout::{Field, Label, Type, TypeId};
use crate::message::{Message, NodeId, Unknown, accepts, declares};
use crate::plan::TextForm;
use crate::recoding::{Fate, Recoding, TypeChange};
use crate::scan::{Cursor, Record};
use std::fmt;

/// A value that the new form cannot hold, and where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Obstacle {
    /// The full name of the message.
    pub message: Box<str>,
    /// Empty if it is about no field that the message declares.
    pub field: Box<str>,
    /// Offset of the value in the input; if the value is absent, an offset at or before the start of its
    /// message.
    pub offset: usize,
    /// Reason for the misfit.
    pub why: Misfit,
}

/// Reason why a value does not fit.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Misfit {
    /// An integer that this type cannot hold.
    Integer(Kind),
    /// A number that a `float` does not hold exactly.
    Float,
    /// A string is not spelled like this.
    Text(TextForm),
    /// Bytes are too few or too many to be spelled like this.
    Spelling(TextForm),
    /// A wrapper has unknown fields.
    Wrapper,
    /// A field that is never present is.
    Present,
    /// It does not follow from what it is derived from.
    NotDerived,
    /// An unknown field has the number of a field that comes, goes or is encoded otherwise.
    Unknown(u32),
    /// An `Any` names a type that changes, and holds no message of it.
    Any,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Obstacle { message, field, offset, why } = self;
        match &**field {
            "" => write!(f, "byte {offset}: `{message}`: {why}"),
            field => write!(f, "byte {offset}: `{field}` of `{message}`: {why}"),
        }
    }
}

impl std::error::Error for Obstacle {}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Misfit::Integer(kind) => write!(f, "the number does not fit in `{}`", kind.name()),
            Misfit::Float => f.write_str("no `float` is exactly this number"),
            Misfit::Text(TextForm::Uuid) => f.write_str("it is not a UUID in lower case with hyphens"),
            Misfit::Text(TextForm::Hex) => f.write_str("it is not pairs of hexadecimal digits in lower case"),
            Misfit::Spelling(TextForm::Uuid) => f.write_str("it has not the 16 bytes of a UUID"),
            Misfit::Spelling(TextForm::Hex) => f.write_str("it cannot be spelled in hexadecimal digits"),
            Misfit::Wrapper => f.write_str("the wrapper has unknown fields"),
            Misfit::Present => f.write_str("it is present, and was to go"),
            Misfit::NotDerived => f.write_str("it is not what it was to be derived as"),
            Misfit::Unknown(number) => {
                write!(f, "the unknown field {number} has the number of a field that changes")
            }
            Misfit::Any => f.write_str("it holds no message of the type that it names, which changes"),
        }
    }
}

/// Looks for what keeps the fields of a message, one by one, from being carried over.
#[inline]
pub(crate) fn check(
    message: Message<'_>,
    recoding: &Recoding,
    node: NodeId,
    position: Option<u64>,
) -> Result<(), Box<Obstacle>> {
    let id = message.type_id(node);
    let change = recoding.change(id);
    if !change.reaches_change {
        return Ok(());
    }
    let at = Checked { message, recoding, node, id };
    if change.has_gone {
        at.gone(change, position)?;
    }
    if change.is_changed {
        at.unknowns(change)?;
    }
    if recoding.from.any() == Some(id)
        && let Some((of, _)) = message.any(node)
        && recoding.change(of).reaches_change
    {
        return Err(at.obstacle(1, at.presence(1), Misfit::Any));
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Checked<'a> {
    message: Message<'a>,
    recoding: &'a Recoding,
    node: NodeId,
    id: TypeId,
}

impl Checked<'_> {
    fn gone(self, change: &TypeChange, position: Option<u64>) -> Result<(), Box<Obstacle>> {
        for (fate, index) in change.fields.iter().zip(0..) {
            match *fate {
                Fate::Kept(_) => {}
                Fate::Absent => {
                    if let Some(offset) = self.presence(index) {
                        return Err(self.obstacle(index, Some(offset), Misfit::Present));
                    }
                }
                Fate::Derived(source) => {
                    if !derive::holds(self.message, self.node, index, source, position) {
                        return Err(self.obstacle(index, self.presence(index), Misfit::NotDerived));
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns the offset of the first value of a field, if it has any.
    fn presence(self, index: u32) -> Option<usize> {
        let field = &self.recoding.from.get(self.id).fields()[index as usize];
        let first = self.message.only(self.message.slot(self.node, index)?)?;
        let is_present = field.label != Label::Implicit || !first.value.is_zero();
        is_present.then_some(first.offset)
    }

    fn unknowns(self, change: &TypeChange) -> Result<(), Box<Obstacle>> {
        let [from, to] = [&self.recoding.from, &self.recoding.to].map(|layout| layout.get(self.id));
        for unknown in self.message.unknowns(self.node) {
            match unknown {
                Unknown::Value { field, offset, .. } | Unknown::Entry { field, offset, .. } => {
                    if !matches!(change.fields[field as usize], Fate::Kept(_)) {
                        return Err(self.obstacle(field, Some(offset as usize), Misfit::Present));
                    }
                }
                Unknown::Raw { offset, len } => {
                    // They have been read before, to whatever depth was allowed.
                    let records = Cursor::with_depth(self.message.raw(offset, len), u32::MAX);
                    for record in records.map_while(Result::ok) {
                        if clashes(from, to, &record) {
                            let offset = offset as usize + record.offset;
                            let why = Misfit::Unknown(record.number);
                            return Err(self.obstacle(NO_FIELD, Some(offset), why));
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn obstacle(self, index: u32, offset: Option<usize>, why: Misfit) -> Box<Obstacle> {
        let offset = offset.or_else(|| self.message.start(self.node)).unwrap_or(0);
        obstacle(self.recoding, self.id, index, offset, why)
    }
}

/// An unknown field would be known, or its number would come to mean something, or nothing. Some parsers refuse
/// what has the number of a field and another wire type.
fn clashes(from: &Type, to: &Type, record: &Record<'_>) -> bool {
    let (was, is) = (from.field(record.number), to.field(record.number));
    let is_taken = is.is_some_and(|it| accepts(it, record.wire_type) && !stays_unknown(it, record));
    is_taken || was.is_some() != is.is_some()
}

/// The value is one that the closed enum of the field does not declare.
fn stays_unknown(field: &Field, record: &Record<'_>) -> bool {
    record.wire_type == field.kind.wire_type() && !declares(field, record.value)
}

/// The place of a field that is none.
const NO_FIELD: u32 = u32::MAX;

/// Boxed, because what is nearly never returned is otherwise made room for with each value.
#[cold]
pub(crate) fn obstacle(
    recoding: &Recoding,
    ty: TypeId,
    field: u32,
    offset: usize,
    why: Misfit,
) -> Box<Obstacle> {
    let ty = recoding.from.get(ty);
    let field = ty.fields().get(field as usize).map_or("", |field| &field.name);
    Box::new(Obstacle { message: ty.name.clone(), field: field.into(), offset, why })
}

impl Message<'_> {
    /// Returns the offset of the first value of a message in the input.
    fn start(self, node: NodeId) -> Option<usize> {
        self.slots(node).filter_map(|slot| self.only(slot)).map(|element| element.offset).min()
    }
}
