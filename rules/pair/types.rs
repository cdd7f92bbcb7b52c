//! Types of fields, and which of them can follow which: as they are, on the wire, and in JSON.

use super::oneofs::Exclusions;
use super::{Both, cardinality, defaults, numbers, place, words};
use crate::context::{Findings, PairContext};
use crate::contracts::{RETYPED, of_enum, of_scalars, told};
use protune_compiler::diagnostic::{Contracts, Place, Verdict};
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
pub(crate) fn changed(cx: &PairContext<'_>, measure: Measure, out: &mut Findings) {
    let mut judge = Judge::new(measure);
    let mut others = [Judge::new(Measure::Wire), Judge::new(Measure::Json)];
    for &Both { before, after } in &cx.pair.fields {
        let Err(unlike) = judge.compare(before, after) else { continue };
        let (was, is) = (name(before), name(after));
        let what = words::field(after);
        let message = match was == is {
            // The name means something else now.
            true => format!("the type of {what} is another `{is}` than it was"),
            false => format!("the type of {what} changed from `{was}` to `{is}`"),
        };
        let finding = cx.finding(place::of_type(after), message);
        let mut finding = finding.label(place::of_type(before), format!("it was `{was}` here"));
        if let Some((place, why)) = unlike {
            finding = finding.label(place, why);
        }
        let contracts = contracts(before, after, &mut others);
        let help = format!("{}; restore the type, and add a field with a new number", told(contracts));
        finding = finding.contracts(contracts);
        out.push(finding.help(help).fix(super::fixes::restore_field(cx.pair, before, after)));
    }
}

/// What the other type breaks: scalars by the table, all else by what is behind the names. A judge of JSON asks of the wire
/// as well, so that of JSON alone less is known than it says.
fn contracts(before: FieldView<'_>, after: FieldView<'_>, [wire, json]: &mut [Judge; 2]) -> Contracts {
    match (before.ty(), after.ty()) {
        (Type::Scalar(was), Type::Scalar(is)) => return of_scalars(was, is),
        // The same message, with or without its length.
        (Type::Message(was), Type::Message(is))
            if message_of(before, was).full_name() == message_of(after, is).full_name() =>
        {
            return Contracts { wire: Verdict::Breaks(UNREAD), ..Contracts::SAFE };
        }
        _ => {}
    }
    let is_kept_in_json = json.compare(before, after).is_ok();
    let (is_kept, is_other) = (wire.compare(before, after).is_ok(), is_other_kind(before, after));
    let json = match (is_kept_in_json, is_kept || is_other) {
        (true, _) => Verdict::Safe,
        (false, true) => Verdict::Breaks(UNREAD),
        (false, false) => {
            Verdict::Conditional("values of the old type may not be read as those of the new one")
        }
    };
    let wire = match (before.ty(), after.ty()) {
        (Type::Enum(_), Type::Scalar(number)) | (Type::Scalar(number), Type::Enum(_)) => of_enum(number),
        _ if is_kept => Verdict::Safe,
        _ => Verdict::Breaks(UNREAD),
    };
    Contracts { wire, json, source: RETYPED }
}

const UNREAD: &str = "values of the old type are not read as those of the new one";

/// One is a message and the other is not.
fn is_other_kind(before: FieldView<'_>, after: FieldView<'_>) -> bool {
    matches!(before.ty(), Type::Message(_)) != matches!(after.ty(), Type::Message(_))
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

/// Where types are unlike each other, and in what; `None` where their names say it.
type Unlike = Option<(Place, String)>;

/// Compares types, and remembers what came of it for messages of different names.
struct Judge {
    measure: Measure,
    alike: FxHashSet<Pair>,
    unlike: FxHashMap<Pair, Unlike>,
}

impl Judge {
    fn new(measure: Measure) -> Judge {
        Judge { measure, alike: FxHashSet::default(), unlike: FxHashMap::default() }
    }

    fn compare(&mut self, before: FieldView<'_>, after: FieldView<'_>) -> Result<(), Unlike> {
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
    if group(was, measure) != group(is, measure) {
        // A string is bytes; bytes need not be a string.
        let (text, bytes) = (Kind::Scalar(Scalar::String), Kind::Scalar(Scalar::Bytes));
        let is_read = measure == Measure::Wire && was == text && is == bytes;
        return if is_read { Ok(()) } else { Err(None) };
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
    let reserved = numbers::Union::of(is.reserved_ranges());
    let names: FxHashSet<&str> = is.reserved_names().map(|reserved| reserved.name()).collect();
    let is_gone = |value: &ValueView<'_>| {
        let number = value.number().is_some_and(|number| reserved.has(number));
        let is_reserved = number && (!with_json || names.contains(value.name()));
        !values.contains(&key(*value)) && !is_reserved
    };
    if let Some(gone) = was.values().find(is_gone) {
        return unlike(is.name_place(), format!("`{}` has no value `{}` as it was", is.name(), gone.name()));
    }
    let no_longer = |range: RangeView<'_>| !reserved.missing(range.numbers().into_inner()).is_empty();
    let is_freed = was.reserved_ranges().any(no_longer)
        || was.reserved_names().any(|reserved| !names.contains(reserved.name()));
    match is_freed {
        true => unlike(is.name_place(), format!("`{}` reserves less than `{}` did", is.name(), was.name())),
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
    let by_number: FxHashMap<Option<i32>, FieldView<'_>> =
        is.fields().map(|field| (field.number(), field)).collect();
    let reserved = numbers::Union::of(is.reserved_ranges());
    let names: FxHashSet<&str> = is.reserved_names().map(|reserved| reserved.name()).collect();
    let exclusions = Exclusions::of(Both { before: was, after: is });
    for before in was.fields() {
        let Some(&after) = by_number.get(&before.number()) else {
            let number = before.number().is_some_and(|number| reserved.has(number));
            if number && (!with_json || names.contains(before.name())) {
                continue;
            }
            return unlike(
                is.name_place(),
                format!("`{}` has no field `{}` as it was", is.name(), before.name()),
            );
        };
        let differs = |what: &str| unlike(place::of_field(after), format!("its {what} is not what it was"));
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
        fits(before, after, measure, open).map_err(|why| {
            why.or_else(|| Some((place::of_type(after), "its type is not what it was".to_owned())))
        })?;
    }
    let no_longer = |range: RangeView<'_>| !reserved.missing(range.numbers().into_inner()).is_empty();
    if was.reserved_ranges().any(no_longer)
        || was.reserved_names().any(|reserved| !names.contains(reserved.name()))
    {
        return unlike(is.name_place(), format!("`{}` reserves less than `{}` did", is.name(), was.name()));
    }
    let required = |message: MessageView<'s>| {
        message.fields().filter(|field| field.cardinality() == Cardinality::Required).count()
    };
    match required(is) > required(was) {
        true => unlike(is.name_place(), format!("`{}` requires more than `{}` did", is.name(), was.name())),
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
