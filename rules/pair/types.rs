//! Types of fields, and which of them can follow which: as they are, on the wire, and in JSON.

use super::{Both, cardinality, place, words};
use crate::rule::{Findings, PairContext};
use protune_compiler::schema::*;
use rustc_hash::FxHashSet;

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
    for &Both { before, after } in &cx.pair.fields {
        if is_alike(before, after, measure, &mut FxHashSet::default()) {
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
        out.push(finding.help(help).fix(super::fixes::restore_type(cx.pair, before, after)));
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

/// Pairs of messages that are taken to be alike while that is being found out.
type Assumed = FxHashSet<(Global<MessageId>, Global<MessageId>)>;

fn is_alike(before: FieldView<'_>, after: FieldView<'_>, measure: Measure, assumed: &mut Assumed) -> bool {
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
            was.full_name() == is.full_name()
                || measure != Measure::Same && keeps_fields(was, is, measure, assumed)
        }
        _ => true,
    }
}

/// Each number of the one enum is in the other; for JSON, by the same name.
fn keeps_values(was: EnumView<'_>, is: EnumView<'_>, measure: Measure) -> bool {
    let same = |a: ValueView<'_>, b: ValueView<'_>| {
        a.number() == b.number() && (measure == Measure::Wire || a.name() == b.name())
    };
    was.is_open() == is.is_open() && was.values().all(|value| is.values().any(|other| same(value, other)))
}

/// Each field of the one message is in the other, and like it all the way down. What the new one has
/// beyond that, an old reader skips.
fn keeps_fields(was: MessageView<'_>, is: MessageView<'_>, measure: Measure, assumed: &mut Assumed) -> bool {
    if !assumed.insert((was.global(), is.global())) {
        return true;
    }
    let with_json = measure == Measure::Json;
    let is_kept = was.fields().all(|before| {
        let after = is.fields().find(|after| after.number() == before.number());
        after.is_some_and(|after| {
            cardinality::is_alike(before, after, with_json)
                && before.oneof().is_some() == after.oneof().is_some()
                && (!with_json || before.json_name() == after.json_name())
                && is_alike(before, after, measure, assumed)
        })
    });
    let demands_more = is.fields().any(|after| {
        after.cardinality() == Cardinality::Required
            && was.fields().all(|before| before.number() != after.number())
    });
    is_kept && !demands_more
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
        Type::Scalar(scalar) => scalar.name().to_owned(),
        Type::Enum(it) => enum_of(field, it).full_name().to_owned(),
        Type::Message(it) if field.is_delimited() => format!("group {}", message_of(field, it).full_name()),
        Type::Message(it) => message_of(field, it).full_name().to_owned(),
        Type::Unknown => String::new(),
    }
}

fn message_of<'s>(field: FieldView<'s>, id: Global<MessageId>) -> MessageView<'s> {
    MessageView { file: field.file.schema().file(id.file), id: id.id }
}

fn enum_of<'s>(field: FieldView<'s>, id: Global<EnumId>) -> EnumView<'s> {
    EnumView { file: field.file.schema().file(id.file), id: id.id }
}
