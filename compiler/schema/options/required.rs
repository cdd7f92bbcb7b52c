//! Required fields that the value of an option leaves out.

use super::Value;
use crate::schema::Global;
use crate::schema::file::{FieldId, MessageId};
use crate::schema::resolve::{Type, Typed};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// Required fields of the messages that were asked for.
#[derive(Default)]
pub(super) struct Required {
    known: FxHashMap<Global<MessageId>, Rc<[Global<FieldId>]>>,
}

impl Required {
    /// Required fields of a message, those of the messages in it not included.
    pub(super) fn of(&mut self, typed: &Typed, message: Global<MessageId>) -> Rc<[Global<FieldId>]> {
        let compute = || {
            let fields = typed.linked.file(message.file)[message.id].fields.iter();
            fields
                .map(|id| Global { file: message.file, id })
                .filter(|&field| typed.is_required(field))
                .collect()
        };
        self.known.entry(message).or_insert_with(compute).clone()
    }

    /// First field that is set, of those of `values`, whose message lacks a required field, and the latter.
    pub(super) fn missing<'s>(
        &mut self,
        typed: &Typed,
        values: impl Iterator<Item = Value<'s>>,
    ) -> Option<(Global<FieldId>, Global<FieldId>)> {
        merged(typed, values).into_iter().find_map(|(field, pieces)| {
            let Type::Message(message) = typed.field_type(field) else { return None };
            Some((field, self.missing_in(typed, message, &pieces)?))
        })
    }

    fn missing_in(
        &mut self,
        typed: &Typed,
        message: Global<MessageId>,
        pieces: &[Value<'_>],
    ) -> Option<Global<FieldId>> {
        let required = self.of(typed, message);
        let children = || pieces.iter().flat_map(|piece| piece.children());
        if !required.is_empty() {
            let set: FxHashSet<Global<FieldId>> = children().map(Value::field).collect();
            if let Some(missing) = required.iter().find(|field| !set.contains(field)) {
                return Some(*missing);
            }
        }
        self.missing(typed, children()).map(|(_, missing)| missing)
    }
}

/// Messages among the values, each with the pieces that it was set in; an element of a repeated field is a
/// message of its own.
fn merged<'s>(
    typed: &Typed,
    values: impl Iterator<Item = Value<'s>>,
) -> Vec<(Global<FieldId>, Vec<Value<'s>>)> {
    let mut merged: Vec<(Global<FieldId>, Vec<Value<'s>>)> = Vec::new();
    let mut first: FxHashMap<Global<FieldId>, usize> = FxHashMap::default();
    for value in values.filter(|value| value.is_message()) {
        let field = value.field();
        if typed.is_repeated(field) {
            merged.push((field, vec![value]));
            continue;
        }
        let at = *first.entry(field).or_insert(merged.len());
        match merged.get_mut(at) {
            Some((_, pieces)) => pieces.push(value),
            None => merged.push((field, vec![value])),
        }
    }
    merged
}
