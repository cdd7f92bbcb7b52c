//! Changes of the table that a change of declarations amounts to: those of the declaration itself, and for a
//! type with another name, those of everything behind the names.

use super::enum_values::{self, GoneNumber};
use super::numbers::Union;
use super::oneofs::Exclusions;
use super::{Both, defaults};
use crate::contracts::{Change, Effects, Element, Held, Shape, field_name, value_name};
use crate::wrappers;
use protune_compiler::diagnostic::Verdict;
use protune_compiler::schema::*;
use rustc_hash::FxHashMap;

/// A required field becomes optional.
pub(crate) const OPTIONAL: Change =
    Change::Cardinality { was: Held::Required, is: Held::Explicit, element: Element::Value };

type Pair<'s> = Both<MessageView<'s>>;
type Key = (Global<MessageId>, Global<MessageId>);

/// Compares types, and remembers what it does to put one message in the place of another.
#[derive(Default)]
pub(crate) struct Compared {
    known: FxHashMap<Key, Effects>,
}

impl Compared {
    /// Returns the effects of another type of a field.
    pub(crate) fn of_type(&mut self, before: FieldView<'_>, after: FieldView<'_>) -> Effects {
        match other_message(before, after) {
            Some(pair) => of_type(before, after).and(self.of_messages(pair)),
            None => of_type(before, after),
        }
    }

    /// Returns the effects of another cardinality of a field, and of another type if that changes too.
    pub(crate) fn of_cardinality(&mut self, before: FieldView<'_>, after: FieldView<'_>) -> Effects {
        of_cardinality(before, after).and(self.of_type(before, after))
    }

    /// Returns the effects of replacing one message by another.
    pub(crate) fn of_messages(&mut self, pair: Pair<'_>) -> Effects {
        let root = key(pair);
        if !self.known.contains_key(&root) {
            self.compare(pair);
        }
        self.known.get(&root).copied().unwrap_or(Effects::NONE)
    }

    /// Compares a pair of messages and all pairs of messages that their fields lead to. What one of these does, those do
    /// that lead to it, through circles as well: it is passed on until nothing gets worse.
    fn compare(&mut self, root: Pair<'_>) {
        let mut walk = Walk { at: FxHashMap::default(), open: Vec::new(), nodes: Vec::new() };
        walk.open(root);
        while let Some((at, pair)) = walk.open.pop() {
            let mut effects = own(pair);
            for pair in others(pair) {
                match self.known.get(&key(pair)) {
                    Some(&known) => effects = effects.and(known),
                    None => {
                        let below = walk.open(pair);
                        walk.nodes[below].around.push(at);
                    }
                }
            }
            walk.nodes[at].effects = effects;
        }
        let mut worse: Vec<usize> = (0..walk.nodes.len()).collect();
        while let Some(at) = worse.pop() {
            let effects = walk.nodes[at].effects;
            for around in walk.nodes[at].around.clone() {
                let with_it = walk.nodes[around].effects.and(effects);
                if with_it != walk.nodes[around].effects {
                    walk.nodes[around].effects = with_it;
                    worse.push(around);
                }
            }
        }
        self.known.extend(walk.nodes.into_iter().map(|node| (node.key, node.effects)));
    }
}

struct Walk<'s> {
    at: FxHashMap<Key, usize>,
    open: Vec<(usize, Pair<'s>)>,
    nodes: Vec<Node>,
}

struct Node {
    key: Key,
    effects: Effects,
    /// The pairs whose fields lead to this one.
    around: Vec<usize>,
}

impl<'s> Walk<'s> {
    /// The place of a pair, which is to be compared if it is new.
    fn open(&mut self, pair: Pair<'s>) -> usize {
        let (key, next) = (key(pair), self.nodes.len());
        *self.at.entry(key).or_insert_with(|| {
            self.open.push((next, pair));
            self.nodes.push(Node { key, effects: Effects::NONE, around: Vec::new() });
            next
        })
    }
}

fn key(Both { before, after }: Pair<'_>) -> Key {
    (before.global(), after.global())
}

/// The messages of a field, where they have other names.
fn other_message<'s>(before: FieldView<'s>, after: FieldView<'s>) -> Option<Pair<'s>> {
    let pair = Both { before: before.message_type()?, after: after.message_type()? };
    (pair.before.full_name() != pair.after.full_name()).then_some(pair)
}

/// The fields of two messages with the same numbers.
fn both<'s>(Both { before, after }: Pair<'s>) -> impl Iterator<Item = Both<FieldView<'s>>> {
    let after = move |was: FieldView<'s>| after.field_numbered(was.number()?);
    before.fields().filter_map(move |before| Some(Both { before, after: after(before)? }))
}

fn others<'s>(pair: Pair<'s>) -> impl Iterator<Item = Pair<'s>> {
    both(pair).filter_map(|Both { before, after }| other_message(before, after))
}

/// Returns the effects of the fields of a message that replaces another, without those of their messages.
fn own(pair: Pair<'_>) -> Effects {
    let Both { before: was, after: is } = pair;
    let exclusions = Exclusions::of(pair);
    let kept = both(pair).map(|Both { before, after }| {
        let exclusion = match exclusions.are_kept(before, after) {
            true => Effects::NONE,
            false => of_exclusion(before, after),
        };
        let default = if defaults::are_same(before, after) { Change::Unfelt } else { Change::Default };
        of_type(before, after)
            .and(of_cardinality(before, after))
            .and(of_names(before, after))
            .and(exclusion)
            .and(default.effects())
    });
    let is_in = |field: FieldView<'_>, message: MessageView<'_>| {
        field.number().and_then(|number| message.field_numbered(number)).is_some()
    };
    let gone = was.fields().filter(|&field| !is_in(field, is)).map(|field| of_field_gone(field, is));
    let new = is.fields().filter(|&field| !is_in(field, was)).map(of_field_added);
    let reserved = Union::of(is.reserved_ranges());
    let freed = was.reserved_ranges().any(|range| !reserved.missing(range.numbers().into_inner()).is_empty());
    let names_freed = was.reserved_names().any(|reserved| !is.reserves_name(reserved.name()));
    let freed = [(freed, Change::NumberFreed), (names_freed, Change::NameFreed)];
    let freed = freed.into_iter().filter(|(is_freed, _)| *is_freed).map(|(_, change)| change.effects());
    let effects: Effects = kept.chain(gone).chain(new).chain(freed).collect();
    let as_json = match (in_json(was), in_json(is)) {
        (Shape::Text, _) | (_, Shape::Text) => Change::Type(Shape::Message, Shape::Text),
        (was, is) => Change::Type(was, is),
    };
    Effects { json: effects.and(as_json.effects()).json, source: Verdict::Safe, ..effects }
}

/// A message, as far as it shows in JSON. Those with a form of their own are like no others.
fn in_json(message: MessageView<'_>) -> Shape {
    match message.full_name().strip_prefix("google.protobuf.") {
        Some("Any" | "Struct" | "Value" | "ListValue") => Shape::Text,
        _ => of_message(message),
    }
}

fn of_message(message: MessageView<'_>) -> Shape {
    match message.full_name().strip_prefix("google.protobuf.") {
        Some("Timestamp" | "Duration" | "FieldMask") => Shape::Text,
        Some(_) => wrappers::wrapped_in(message).map_or(Shape::Message, Shape::Wrapper),
        None => Shape::Message,
    }
}

fn shape(field: FieldView<'_>) -> Option<Shape> {
    Some(match field.ty() {
        Type::Scalar(scalar) => Shape::Scalar(scalar),
        Type::Enum(_) => Shape::Enum { is_open: field.enum_type()?.is_open() },
        Type::Message(_) if field.is_delimited() => Shape::Delimited,
        Type::Message(_) => of_message(field.message_type()?),
        Type::Unknown => return None,
    })
}

/// Another type of a field, apart from what is in its messages.
fn of_type(before: FieldView<'_>, after: FieldView<'_>) -> Effects {
    let (Some(was), Some(is)) = (shape(before), shape(after)) else { return Effects::NONE };
    let is_key = before.is_of_map_entry() && after.is_of_map_entry() && after.number() == Some(1);
    let change = match (was, is) {
        (Shape::Scalar(was), Shape::Scalar(is)) if is_key => Change::MapKey(was, is),
        _ => Change::Type(was, is),
    };
    let effects = change.effects();
    match (before.enum_type(), after.enum_type()) {
        (Some(was), Some(is)) if was.full_name() != is.full_name() => {
            effects.and(of_values(was, is)).and(Change::OtherType.effects())
        }
        _ if other_message(before, after).is_some() => effects.and(Change::OtherType.effects()),
        _ => effects,
    }
}

/// Returns the effects of the values of an enum that replaces another.
fn of_values(was: EnumView<'_>, is: EnumView<'_>) -> Effects {
    let (old, new) = (enum_values::by_number(was), enum_values::by_number(is));
    let of = |groups: &[(i32, Vec<ValueView<'_>>)], number| {
        groups.binary_search_by_key(&number, |&(number, _)| number).ok()
    };
    let kept_or_gone = old.iter().map(|(number, values)| match of(&new, *number) {
        Some(at) => of_value_names(values, &new[at].1),
        None => of_value_gone(&GoneNumber { number: *number, values: values.clone(), parent: is }),
    });
    let is_new = new.iter().any(|(number, _)| of(&old, *number).is_none());
    let added = is_new.then(|| of_value_added(was));
    let effects: Effects = kept_or_gone.chain(added).collect();
    Effects { source: Verdict::Safe, ..effects }
}

/// Other names of one number of an enum.
pub(crate) fn of_value_names(was: &[ValueView<'_>], is: &[ValueView<'_>]) -> Effects {
    value_name(&names(was), &names(is)).effects()
}

/// In order of the declarations, unlike [`enum_values::names`].
fn names<'s>(values: &[ValueView<'s>]) -> Vec<&'s str> {
    values.iter().map(|value| value.name()).collect()
}

/// A number of an enum that is gone.
pub(crate) fn of_value_gone(gone: &GoneNumber<'_>) -> Effects {
    let parent = gone.parent;
    let reserves_name = gone.values.iter().all(|value| parent.reserves_name(value.name()));
    let (is_open, reserves_number) = (parent.is_open(), parent.reserves_number(gone.number));
    Change::ValueDeleted { is_open, reserves_number, reserves_name }.effects()
}

/// A value that is new to an enum.
pub(crate) fn of_value_added(before: EnumView<'_>) -> Effects {
    Change::ValueAdded { was_open: before.is_open() }.effects()
}

/// A field that is gone from a message.
pub(crate) fn of_field_gone(before: FieldView<'_>, after: MessageView<'_>) -> Effects {
    Change::FieldDeleted {
        was_required: before.cardinality() == Cardinality::Required,
        reserves_number: before.number().is_some_and(|number| after.reserves_number(number)),
        reserves_name: after.reserves_name(before.name()),
    }
    .effects()
}

/// A field that is new to a message.
pub(crate) fn of_field_added(after: FieldView<'_>) -> Effects {
    Change::FieldAdded { is_required: after.cardinality() == Cardinality::Required }.effects()
}

/// Another name of a field, in the schema or in JSON.
pub(crate) fn of_names(before: FieldView<'_>, after: FieldView<'_>) -> Effects {
    let names = |field: FieldView<'_>| match field.is_extension() {
        // JSON has the full name in brackets, and parsers know no other.
        true => [field.extension_name().to_owned(), field.extension_name().to_owned()],
        false => [field.name().to_owned(), field.json_name().into_owned()],
    };
    let (was, is) = (names(before), names(after));
    field_name(was.each_ref().map(String::as_str), is.each_ref().map(String::as_str)).effects()
}

/// A field that excludes other fields than it did.
pub(crate) fn of_exclusion(before: FieldView<'_>, after: FieldView<'_>) -> Effects {
    Change::Exclusion { more: after.oneof().is_some(), less: before.oneof().is_some() }.effects()
}

/// Another cardinality of a field. What a map declares is always there.
fn of_cardinality(before: FieldView<'_>, after: FieldView<'_>) -> Effects {
    if before.is_of_map_entry() || after.is_of_map_entry() {
        return Effects::NONE;
    }
    let is_message = |field: FieldView<'_>| matches!(field.ty(), Type::Message(_));
    let element = match is_message(before) || is_message(after) {
        true => Element::Message,
        false => Element::Value,
    };
    Change::Cardinality { was: held(before), is: held(after), element }.effects()
}

fn held(field: FieldView<'_>) -> Held {
    match field.cardinality() {
        Cardinality::Explicit => Held::Explicit,
        Cardinality::Implicit => Held::Implicit,
        Cardinality::Required => Held::Required,
        Cardinality::Repeated if field.is_packed() => Held::Packed,
        Cardinality::Repeated => Held::Expanded,
        Cardinality::Map => Held::Map,
    }
}
