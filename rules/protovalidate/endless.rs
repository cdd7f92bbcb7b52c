//! Messages that need themselves: no message of finite size has all that its rules require.

use super::kinds::{self, ignore};
use super::{FIELD, ONEOF, Pieces};
use protune_compiler::schema::{Cardinality, FieldView, Global, MessageId, MessageView, Type};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::VecDeque;

/// Most messages of one file that are reported: each is a search for a way.
const MAX_WAYS: usize = 200;

/// Message that needs itself, through these fields; the first one is its own.
#[derive(Debug)]
pub(crate) struct Endless<'s> {
    pub(crate) message: MessageView<'s>,
    pub(crate) fields: Vec<FieldView<'s>>,
}

/// Fields that a message needs: one of each group.
struct Needs<'s> {
    groups: Vec<Vec<FieldView<'s>>>,
}

/// Messages that need themselves, among some and those that they need.
pub(crate) fn among<'s>(messages: impl Iterator<Item = MessageView<'s>>) -> Vec<Endless<'s>> {
    let starts: Vec<MessageView<'s>> = messages.filter(|message| !message.is_map_entry()).collect();
    let mut needs: FxHashMap<Global<MessageId>, Needs<'s>> = FxHashMap::default();
    let mut order = Vec::new();
    let mut next = starts.clone();
    while let Some(message) = next.pop() {
        if needs.contains_key(&message.global()) {
            continue;
        }
        let of = needed(message);
        next.extend(of.groups.iter().flatten().filter_map(|&field| needed_message(field)));
        needs.insert(message.global(), of);
        order.push(message.global());
    }
    let endless = infinite(&needs, &order);
    let is_endless = |field: &FieldView<'s>| {
        needed_message(*field).is_some_and(|message| endless.contains(&message.global()))
    };
    let through = |message: &MessageView<'s>| -> Vec<FieldView<'s>> {
        let groups = needs.get(&message.global()).map_or(&[][..], |needs| &needs.groups);
        groups.iter().filter(|group| group.iter().all(is_endless)).flatten().copied().collect()
    };
    let way_back = |message: MessageView<'s>| way(message, &through);
    let endless = starts.into_iter().filter(|message| endless.contains(&message.global()));
    endless
        .take(MAX_WAYS)
        .filter_map(|message| Some(Endless { message, fields: way_back(message)? }))
        .collect()
}

/// Messages that no finite message is an instance of: what remains when those that can be finite are taken out.
fn infinite(
    needs: &FxHashMap<Global<MessageId>, Needs<'_>>,
    order: &[Global<MessageId>],
) -> FxHashSet<Global<MessageId>> {
    let mut infinite: FxHashSet<Global<MessageId>> = order.iter().copied().collect();
    let is_finite = |infinite: &FxHashSet<Global<MessageId>>, message: &Global<MessageId>| {
        let can_be = |field: &FieldView<'_>| {
            needed_message(*field).is_none_or(|message| !infinite.contains(&message.global()))
        };
        let of = needs.get(message).map_or(&[][..], |needs| &needs.groups);
        of.iter().all(|group| group.iter().any(can_be))
    };
    loop {
        let before = infinite.len();
        // What a message needs was found after it.
        for message in order.iter().rev() {
            if infinite.contains(message) && is_finite(&infinite, message) {
                infinite.remove(message);
            }
        }
        if infinite.len() == before {
            return infinite;
        }
    }
}

/// Shortest way from a message back to itself.
fn way<'s>(
    message: MessageView<'s>,
    through: &dyn Fn(&MessageView<'s>) -> Vec<FieldView<'s>>,
) -> Option<Vec<FieldView<'s>>> {
    /// Step of the way: the field, and the step before it.
    struct Step<'s>(FieldView<'s>, Option<usize>);
    let mut seen = FxHashSet::default();
    let mut steps: Vec<Step<'s>> = Vec::new();
    let mut next = VecDeque::from([(message, None)]);
    while let Some((at, before)) = next.pop_front() {
        for field in through(&at) {
            let Some(to) = needed_message(field) else { continue };
            steps.push(Step(field, before));
            let last = steps.len() - 1;
            if to.global() == message.global() {
                let back = std::iter::successors(Some(last), |&at| steps[at].1);
                let mut fields: Vec<FieldView<'s>> = back.map(|at| steps[at].0).collect();
                fields.reverse();
                return Some(fields);
            }
            if seen.insert(to.global()) {
                next.push_back((to, Some(last)));
            }
        }
    }
    None
}

/// Message that a field needs if it is set: that of its elements or values.
fn needed_message(field: FieldView<'_>) -> Option<MessageView<'_>> {
    let message = field.message_type()?;
    if !field.is_map() {
        return Some(message);
    }
    message.fields().nth(1)?.message_type()
}

fn needed(message: MessageView<'_>) -> Needs<'_> {
    let mut groups = Vec::new();
    for field in message.fields() {
        if is_needed(field) {
            groups.push(vec![field]);
        }
    }
    for oneof in message.oneofs() {
        if Pieces::of(oneof, ONEOF).is_some_and(|rules| rules.flag(1)) {
            groups.push(oneof.fields().collect());
        }
    }
    if let Some(rules) = Pieces::of(message, super::MESSAGE) {
        for oneof in rules.all(kinds::message::ONEOF) {
            let is_required = oneof
                .fields_numbered(kinds::oneof::REQUIRED)
                .last()
                .is_some_and(|it| it.as_varint() == Some(1));
            let names = oneof.fields_numbered(kinds::oneof::FIELDS).filter_map(|name| name.as_text());
            let fields: Vec<_> = names.filter_map(|name| message.field_named(name)).collect();
            if is_required && !fields.is_empty() {
                groups.push(fields);
            }
        }
    }
    Needs { groups }
}

/// Returns whether a field has to have a value that is a message.
fn is_needed(field: FieldView<'_>) -> bool {
    if !matches!(field.ty(), Type::Message(_)) {
        return false;
    }
    if field.cardinality() == Cardinality::Required {
        return true;
    }
    let Some(rules) = Pieces::of(field, FIELD) else { return false };
    if rules.number(kinds::field::IGNORE) == Some(ignore::ALWAYS) {
        return false;
    }
    let least = |kind: i32| rules.message(kind).and_then(|rules| rules.number(1)).unwrap_or(0);
    // An empty list passes if zero is ignored.
    let ignores_empty = rules.number(kinds::field::IGNORE) == Some(ignore::IF_ZERO);
    rules.flag(kinds::field::REQUIRED)
        || !ignores_empty && field.cardinality() == Cardinality::Repeated && least(kinds::field::REPEATED) > 0
        || !ignores_empty && field.is_map() && least(kinds::field::MAP) > 0
}
