//! Paths of fields in annotations and configuration, such as `topic.name`, looked up from a message.

use crate::listing::listed;
use protune_compiler::near::nearest;
use protune_compiler::schema::{Cardinality, FieldView, MessageView, Type};
use std::ops::Range;

/// Meaning of a path.
#[derive(Debug)]
pub(crate) enum Found<'s> {
    Field {
        field: FieldView<'s>,
        /// First field before it on the path that is repeated or a map.
        through: Option<FieldView<'s>>,
    },
    Miss(Miss<'s>),
    /// A type on the path is not known, which the compiler reports.
    Unknown,
}

/// Part of a path that names no field.
#[derive(Debug)]
pub(crate) struct Miss<'s> {
    /// In bytes of the path.
    pub(crate) part: Range<usize>,
    name: String,
    before: Before<'s>,
    is_last: bool,
}

/// Subject of the part before the one that is missing.
#[derive(Debug)]
enum Before<'s> {
    Message(MessageView<'s>),
    /// Field whose type has no fields.
    Scalar(FieldView<'s>),
}

/// Looks up a path from a message.
pub(crate) fn find<'s>(message: MessageView<'s>, path: &str) -> Found<'s> {
    let (mut before, mut through) = (Before::Message(message), None);
    let (mut start, mut last) = (0, None::<FieldView<'s>>);
    for name in path.split('.') {
        let part = start..start + name.len();
        start = part.end + 1;
        if last.is_some_and(is_many) && through.is_none() {
            through = last;
        }
        let is_last = part.end == path.len();
        let miss = |before| Found::Miss(Miss { part, name: name.to_owned(), before, is_last });
        let Before::Message(message) = before else { return miss(before) };
        let Some(field) = message.field_named(name) else { return miss(before) };
        before = match field.ty() {
            Type::Message(_) => match field.message_type() {
                Some(message) => Before::Message(message),
                None => return Found::Unknown,
            },
            Type::Unknown if !is_last => return Found::Unknown,
            _ => Before::Scalar(field),
        };
        last = Some(field);
    }
    match last {
        Some(field) => Found::Field { field, through },
        None => Found::Unknown,
    }
}

pub(crate) fn is_many(field: FieldView<'_>) -> bool {
    matches!(field.cardinality(), Cardinality::Repeated | Cardinality::Map)
}

impl<'s> Miss<'s> {
    /// `` `nope` is not a field of `pets.v1.Cat` ``
    pub(crate) fn says(&self) -> String {
        match &self.before {
            Before::Message(message) => {
                format!("`{}` is not a field of `{}`", self.name, message.full_name())
            }
            Before::Scalar(field) => {
                format!("`{}` is not a message with a field `{}`", field.name(), self.name)
            }
        }
    }

    /// Name of the field that was probably meant, among those that may be there; `None` if none is nearest. Fields in
    /// the middle of a path are messages.
    pub(crate) fn meant(&self, may_be_last: impl Fn(FieldView<'s>) -> bool) -> Option<&'s str> {
        let Before::Message(message) = &self.before else { return None };
        let may_be = |field: &FieldView<'s>| match self.is_last {
            true => may_be_last(*field),
            false => field.message_type().is_some() && !is_many(*field),
        };
        let names: Vec<&'s str> = message.fields().filter(may_be).map(|field| field.name()).collect();
        let near = nearest(&self.name, names.iter().copied())?;
        // Of several that are equally near, the first is found.
        let from_the_end = nearest(&self.name, names.iter().rev().copied());
        (from_the_end == Some(near)).then_some(near)
    }

    /// Advice on which field to name.
    pub(crate) fn advice(&self, meant: Option<&str>) -> String {
        match (&self.before, meant) {
            (_, Some(name)) => format!("did you mean `{name}`?"),
            (Before::Scalar(field), _) => format!("end the path at `{}`", field.name()),
            (Before::Message(message), _) => {
                let names: Vec<&str> = message.fields().map(|field| field.name()).collect();
                match names[..] {
                    [] => "the message has no fields".to_owned(),
                    _ => format!("the message has {}", listed(&names, None, "and")),
                }
            }
        }
    }
}
