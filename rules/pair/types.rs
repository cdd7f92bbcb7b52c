//! Types of fields, and which of them can follow which: as they are, on the wire, and in JSON.

use super::{Both, cardinality, place, words};
use crate::context::{Findings, PairContext};
use protune_compiler::schema::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// How much alike two types have to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// The same type.
    Same,
    /// What was encoded as one can be decoded as the other.
    Wire,
    /// In JSON as well.
    Json,
}

/// Tells the fields whose type is too unlike what it was.
pub(crate) fn changed(cx: &PairContext<'_>, measure: Measure, breaks: &str, out: &mut Findings) {
    let mut judge = Judge { measure, alike: FxHashSet::default(), unlike: FxHashSet::default() };
    for &Both { before, after } in &cx.pair.fields {
        if judge.is_alike(before, after) {
            continue;
        }
        let (was, is) = (name(before), name(after));
        let what = words::field(after);
        let message = match was == is {
            // The name means something else now.
            true => format!("the type of {what} is another `{is}` than it was"),
            false => format!("the type of {what} changed from `{was}` to `{is}`"),
        };
        let finding = cx.finding(place::of_type(after), message);
        let finding = finding.label(place::of_type(before), format!("it was `{was}` here"));
        let help = format!("this breaks {breaks}; restore the type, and add a field with a new number");
        out.push(finding.help(help).fix(super::fixes::restore_field(cx.pair, before, after)));
    }
}

/// A type without its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Scalar(Scalar),
    Enum,
    Message,
    Delimited,
}

type Pair = (Global<MessageId>, Global<MessageId>);

/// Compares types, and remembers what came of it for messages of different names.
struct Judge {
    measure: Measure,
    alike: FxHashSet<Pair>,
    unlike: FxHashSet<Pair>,
}

impl Judge {
    fn is_alike(&mut self, before: FieldView<'_>, after: FieldView<'_>) -> bool {
        let mut open = Vec::new();
        if !fits(before, after, self.measure, &mut open) {
            return false;
        }
        open.pop().is_none_or(|(was, is)| self.are_messages_alike(was, is))
    }

    /// All the way down, each pair of messages once. While that goes on they are taken to be alike, so that a
    /// message may hold itself.
    fn are_messages_alike(&mut self, was: MessageView<'_>, is: MessageView<'_>) -> bool {
        let root = (was.global(), is.global());
        if self.unlike.contains(&root) {
            return false;
        }
        let (mut open, mut seen) = (vec![(was, is)], FxHashSet::default());
        while let Some((was, is)) = open.pop() {
            let pair = (was.global(), is.global());
            if self.alike.contains(&pair) || !seen.insert(pair) {
                continue;
            }
            if self.unlike.contains(&pair) || !keeps_fields(was, is, self.measure, &mut open) {
                self.unlike.extend([pair, root]);
                return false;
            }
        }
        self.alike.extend(seen);
        true
    }
}

/// A field can take the place of another, if the messages that are left open are alike.
fn fits<'s>(
    before: FieldView<'s>,
    after: FieldView<'s>,
    measure: Measure,
    open: &mut Vec<(MessageView<'s>, MessageView<'s>)>,
) -> bool {
    let (Some(was), Some(is)) = (kind(before), kind(after)) else { return true };
    if group(was, measure) != group(is, measure) {
        // A string is bytes; bytes need not be a string.
        let (text, bytes) = (Kind::Scalar(Scalar::String), Kind::Scalar(Scalar::Bytes));
        return measure == Measure::Wire && was == text && is == bytes;
    }
    match (before.ty(), after.ty()) {
        (Type::Enum(was), Type::Enum(is)) => {
            let (was, is) = (enum_of(before, was), enum_of(after, is));
            was.full_name() == is.full_name() || measure != Measure::Same && keeps_values(was, is, measure)
        }
        (Type::Message(was), Type::Message(is)) => {
            let (was, is) = (message_of(before, was), message_of(after, is));
            let is_same = was.full_name() == is.full_name();
            if !is_same && measure != Measure::Same {
                open.push((was, is));
            }
            is_same || measure != Measure::Same
        }
        _ => true,
    }
}

/// Each number of the one enum is in the other; for JSON, by the same name.
fn keeps_values(was: EnumView<'_>, is: EnumView<'_>, measure: Measure) -> bool {
    let values: FxHashSet<(Option<i32>, &str)> = is.values().map(|value| key(value, measure)).collect();
    was.is_open() == is.is_open() && was.values().all(|value| values.contains(&key(value, measure)))
}

fn key(value: ValueView<'_>, measure: Measure) -> (Option<i32>, &str) {
    (value.number(), if measure == Measure::Json { value.name() } else { "" })
}

/// Each field of the one message is in the other, and fits. What the new one has beyond that, an old reader
/// skips.
fn keeps_fields<'s>(
    was: MessageView<'s>,
    is: MessageView<'s>,
    measure: Measure,
    open: &mut Vec<(MessageView<'s>, MessageView<'s>)>,
) -> bool {
    let with_json = measure == Measure::Json;
    let by_number: FxHashMap<Option<i32>, FieldView<'_>> =
        is.fields().map(|field| (field.number(), field)).collect();
    let is_kept = was.fields().all(|before| {
        by_number.get(&before.number()).is_some_and(|&after| {
            cardinality::is_alike(before, after, with_json)
                && before.oneof().is_some() == after.oneof().is_some()
                && (!with_json || before.json_name() == after.json_name())
                && fits(before, after, measure, open)
        })
    });
    let required = |message: MessageView<'s>| {
        message.fields().filter(|field| field.cardinality() == Cardinality::Required).count()
    };
    is_kept && required(is) <= required(was)
}

fn kind(field: FieldView<'_>) -> Option<Kind> {
    Some(match field.ty() {
        Type::Scalar(scalar) => Kind::Scalar(scalar),
        Type::Enum(_) => Kind::Enum,
        Type::Message(_) if field.is_delimited() => Kind::Delimited,
        Type::Message(_) => Kind::Message,
        Type::Unknown => return None,
    })
}

/// One kind for all those that can be read in the place of each other.
fn group(kind: Kind, measure: Measure) -> Kind {
    let Kind::Scalar(scalar) = kind else { return kind };
    Kind::Scalar(match (measure, scalar) {
        (Measure::Same, scalar) => scalar,
        (Measure::Wire, Scalar::Int64 | Scalar::Uint32 | Scalar::Uint64 | Scalar::Bool) => Scalar::Int32,
        (Measure::Wire, Scalar::Sint64) => Scalar::Sint32,
        (Measure::Json, Scalar::Uint32) => Scalar::Int32,
        (Measure::Json, Scalar::Uint64) => Scalar::Int64,
        (_, Scalar::Sfixed32) => Scalar::Fixed32,
        (_, Scalar::Sfixed64) => Scalar::Fixed64,
        (_, scalar) => scalar,
    })
}

/// The type as it is called in messages.
fn name(field: FieldView<'_>) -> String {
    match field.ty() {
        _ if field.is_map() => field.type_span().map_or("", |span| span.of(field.file.text())).to_owned(),
        Type::Scalar(scalar) => scalar.name().to_owned(),
        Type::Enum(it) => format!("enum {}", enum_of(field, it).full_name()),
        Type::Message(it) if field.is_delimited() => format!("group {}", message_of(field, it).full_name()),
        Type::Message(it) => message_of(field, it).full_name().to_owned(),
        Type::Unknown => String::new(),
    }
}

fn message_of<'s>(field: FieldView<'s>, id: Global<MessageId>) -> MessageView<'s> {
    field.file.schema().at(id)
}

fn enum_of<'s>(field: FieldView<'s>, id: Global<EnumId>) -> EnumView<'s> {
    field.file.schema().at(id)
}
