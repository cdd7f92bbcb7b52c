//! Types of fields, and which of them can follow which: as they are, on the wire, and in JSON.

use super::effects::Compared;
use super::oneofs::Exclusions;
use super::{Both, cardinality, defaults, fixes, numbers, place, words};
use crate::context::{Findings, PairContext};
use crate::contracts::{Change, Shape, is_text_in_json};
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Degree to which two types have to agree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    /// The same type.
    Same,
    /// Values encoded as one type decode as the other.
    Wire,
    /// In JSON as well.
    Json,
}

/// Reports the fields whose type changed too much.
pub(crate) fn changed(cx: &PairContext<'_>, measure: Measure, out: &mut Findings) {
    let (mut judge, mut compared) = (Judge::new(measure, cx.pair.is_degraded), Compared::default());
    for &Both { before, after } in &cx.pair.fields {
        let Err(unlike) = judge.compare(before, after) else { continue };
        let (was, is) = (name(before), name(after));
        let what = words::field(after);
        let message = match was == is {
            // The name means something else now.
            true => format!("the type of {what} changed: `{is}` is another declaration now"),
            false => format!("the type of {what} changed from `{was}` to `{is}`"),
        };
        let finding = cx.finding(place::of_type(after), message);
        let mut finding = finding.label(place::of_type(before), format!("it was `{was}` here"));
        if let Some((place, why)) = unlike {
            finding = finding.label(place, why);
        }
        let effects = compared.of_type(before, after);
        let fix = fixes::restore_field(cx.pair, before, after, compared.of_cardinality(before, after));
        out.push(effects.tell(finding, "restore the type, and add a field with a new number").fix(fix));
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

/// Place and description of a difference between types; `None` if their names show it.
type Unlike = Option<(Place, String)>;

/// Compares types, and remembers the results for messages of different names.
struct Judge {
    measure: Measure,
    /// On the old side, groups look like messages.
    is_degraded: bool,
    alike: FxHashSet<Pair>,
    unlike: FxHashMap<Pair, Unlike>,
}

impl Judge {
    fn new(measure: Measure, is_degraded: bool) -> Judge {
        Judge { measure, is_degraded, alike: FxHashSet::default(), unlike: FxHashMap::default() }
    }

    fn compare(&mut self, before: FieldView<'_>, after: FieldView<'_>) -> Result<(), Unlike> {
        if self.is_degraded && are_same_message(before, after) {
            return Ok(());
        }
        let mut open = Vec::new();
        fits(before, after, self.measure, &mut open)?;
        open.pop().map_or(Ok(()), |(was, is)| self.compare_messages(was, is))
    }

    /// All the way down, each pair of messages once. While that goes on they are taken to be alike, so that a
    /// message may hold itself.
    fn compare_messages(&mut self, was: MessageView<'_>, is: MessageView<'_>) -> Result<(), Unlike> {
        let root = (was.global(), is.global());
        let (mut open, mut seen) = (vec![(was, is)], FxHashSet::default());
        while let Some((was, is)) = open.pop() {
            let pair = (was.global(), is.global());
            if self.alike.contains(&pair) || !seen.insert(pair) {
                continue;
            }
            let known = self.unlike.get(&pair).cloned().map_or(Ok(()), Err);
            if let Err(unlike) = known.and_then(|()| keeps_fields(was, is, self.measure, &mut open)) {
                self.unlike.insert(pair, unlike.clone());
                self.unlike.insert(root, unlike.clone());
                return Err(unlike);
            }
        }
        self.alike.extend(seen);
        Ok(())
    }
}

/// A field can take the place of another, if the messages that are left open are alike.
fn fits<'s>(
    before: FieldView<'s>,
    after: FieldView<'s>,
    measure: Measure,
    open: &mut Vec<(MessageView<'s>, MessageView<'s>)>,
) -> Result<(), Unlike> {
    let (Some(was), Some(is)) = (kind(before), kind(after)) else { return Ok(()) };
    let is_alike = match (was, is) {
        (Kind::Scalar(was), Kind::Scalar(is)) => are_alike(was, is, measure),
        _ => was == is,
    };
    if !is_alike {
        return Err(None);
    }
    match (before.ty(), after.ty()) {
        (Type::Enum(was), Type::Enum(is)) => {
            let (was, is) = (enum_of(before, was), enum_of(after, is));
            match measure {
                _ if was.full_name() == is.full_name() => Ok(()),
                Measure::Same => Err(None),
                Measure::Wire | Measure::Json => keeps_values(was, is, measure),
            }
        }
        (Type::Message(was), Type::Message(is)) => {
            let (was, is) = (message_of(before, was), message_of(after, is));
            match measure {
                _ if was.full_name() == is.full_name() => Ok(()),
                Measure::Same => Err(None),
                Measure::Wire | Measure::Json => {
                    open.push((was, is));
                    Ok(())
                }
            }
        }
        _ => Ok(()),
    }
}

/// Each number of the one enum is in the other, for JSON by the same name, or is reserved there. Whether it is open
/// does not matter: all that the one declares is known to the other.
fn keeps_values(was: EnumView<'_>, is: EnumView<'_>, measure: Measure) -> Result<(), Unlike> {
    let with_json = measure == Measure::Json;
    let key = |value: ValueView<'_>| {
        (value.number(), if with_json { value.name().to_owned() } else { String::new() })
    };
    let values: FxHashSet<(Option<i32>, String)> = is.values().map(key).collect();
    let is_gone = |value: &ValueView<'_>| {
        let number = value.number().is_some_and(|number| is.reserves_number(number));
        let is_reserved = number && (!with_json || is.reserves_name(value.name()));
        !values.contains(&key(*value)) && !is_reserved
    };
    if let Some(gone) = was.values().find(is_gone) {
        return unlike(
            is.name_place(),
            format!("`{}` does not have or reserve the value `{}`", is.name(), gone.name()),
        );
    }
    let reserved = numbers::Union::of(is.reserved_ranges());
    let no_longer = |range: RangeView<'_>| !reserved.missing(range.numbers().into_inner()).is_empty();
    let is_freed = was.reserved_ranges().any(no_longer)
        || was.reserved_names().any(|reserved| !is.reserves_name(reserved.name()));
    match is_freed {
        true => unlike(is.name_place(), format!("`{}` reserves less than `{}`", is.name(), was.name())),
        false => Ok(()),
    }
}

fn unlike(place: Place, why: String) -> Result<(), Unlike> {
    Err(Some((place, why)))
}

/// Each field of the one message is in the other, and fits, or is reserved there; and what rules would find had the
/// message kept its name is not there. What the new one has beyond that, an old reader skips.
fn keeps_fields<'s>(
    was: MessageView<'s>,
    is: MessageView<'s>,
    measure: Measure,
    open: &mut Vec<(MessageView<'s>, MessageView<'s>)>,
) -> Result<(), Unlike> {
    let with_json = measure == Measure::Json;
    let exclusions = Exclusions::of(Both { before: was, after: is });
    for before in was.fields() {
        let Some(after) = before.number().and_then(|number| is.field_numbered(number)) else {
            let number = before.number().is_some_and(|number| is.reserves_number(number));
            if number && (!with_json || is.reserves_name(before.name())) {
                continue;
            }
            return unlike(
                is.name_place(),
                format!("`{}` does not have or reserve the field `{}`", is.name(), before.name()),
            );
        };
        let differs = |what: &str| unlike(place::of_field(after), format!("its {what} changed"));
        if !cardinality::is_alike(before, after, with_json) {
            return differs("cardinality");
        }
        if with_json && before.json_name() != after.json_name() {
            return differs("JSON name");
        }
        if !defaults::are_same(before, after) {
            return differs("default");
        }
        if !exclusions.are_kept(before, after) {
            return differs("oneof");
        }
        fits(before, after, measure, open)
            .map_err(|why| why.or_else(|| Some((place::of_type(after), "its type changed".to_owned()))))?;
    }
    let reserved = numbers::Union::of(is.reserved_ranges());
    let no_longer = |range: RangeView<'_>| !reserved.missing(range.numbers().into_inner()).is_empty();
    if was.reserved_ranges().any(no_longer)
        || was.reserved_names().any(|reserved| !is.reserves_name(reserved.name()))
    {
        return unlike(is.name_place(), format!("`{}` reserves less than `{}`", is.name(), was.name()));
    }
    let required = |message: MessageView<'s>| {
        message.fields().filter(|field| field.cardinality() == Cardinality::Required).count()
    };
    match required(is) > required(was) {
        true => unlike(is.name_place(), format!("`{}` requires more than `{}`", is.name(), was.name())),
        false => Ok(()),
    }
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

/// One scalar type can take the place of another: the table says that numbers get lost only where they do not fit.
fn are_alike(was: Scalar, is: Scalar, measure: Measure) -> bool {
    let contracts = Change::Type(Shape::Scalar(was), Shape::Scalar(is)).effects().contracts();
    match measure {
        Measure::Same => was == is,
        // A string is bytes; bytes need not be a string.
        Measure::Wire => !contracts.wire.breaks() && (was, is) != (Scalar::Bytes, Scalar::String),
        // Whoever reads JSON without its parsers finds a number, or text, as before.
        Measure::Json => {
            let are_broken = contracts.wire.breaks() || contracts.json.breaks();
            !are_broken && is_text_in_json(was) == is_text_in_json(is)
        }
    }
}

/// Returns whether fields are of messages with one name, whether encoded as groups or not.
pub(crate) fn are_same_message(before: FieldView<'_>, after: FieldView<'_>) -> bool {
    let names = before.message_type().zip(after.message_type());
    names.is_some_and(|(was, is)| was.full_name() == is.full_name())
}

/// Name of the type in messages.
pub(crate) fn name(field: FieldView<'_>) -> String {
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
