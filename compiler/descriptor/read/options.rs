//! Encoded options as the statements that set them: standard and custom ones alike, by the types of
//! their fields. Decides on names and values; how they are laid out is for `layout`.

use super::LostOption;
use super::budget::Budget;
use super::protos::{self, FieldProto, FileProto, Kind};
use super::scalars;
use super::types::{EnumType, Extension, MessageType, Types};
use super::visible::Visible;
use crate::encoding::part::{Damage, Part, WireField, WireValue};
use crate::syntax::Label;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// One option, or one field of a literal.
pub(super) struct Setting<'s> {
    pub(super) name: Cow<'s, str>,
    pub(super) value: Value<'s>,
}

pub(super) enum Value<'s> {
    Scalar(Cow<'s, str>),
    Message(Vec<Setting<'s>>),
}

/// Reads the options of one file.
pub(super) struct Reader<'s> {
    types: &'s Types<'s>,
    budget: &'s Budget,
    visible: Visible<'s>,
    /// Number of lost values for each message and field number.
    lost: BTreeMap<(&'s str, i32), usize>,
}

/// Style of names and messages.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// `name` and `(.extension)`, with literals for messages.
    Statement,
    /// The same, with each field of a message by itself: `features.enum_type`.
    Path,
    /// `name` and `[extension]`, as inside of literals.
    Literal,
}

/// Place of settings.
#[derive(Clone, Copy)]
struct Place<'s> {
    style: Style,
    depth: u32,
    /// The message that is read.
    at: Part<'s>,
}

/// A field that is known by its number.
struct Known<'s> {
    field: &'s FieldProto<'s>,
    name: Cow<'s, str>,
}

/// Values nest this deep at most; the parser takes no more.
const MAX_DEPTH: u32 = 100;

impl<'s> Reader<'s> {
    pub(super) fn new(file: &'s FileProto<'s>, types: &'s Types<'s>, budget: &'s Budget) -> Reader<'s> {
        Reader { types, budget, visible: Visible::from(file), lost: BTreeMap::new() }
    }

    /// Reads `options`, a message with this full name.
    pub(super) fn read(
        &mut self,
        name: &str,
        options: &protos::Options<'s>,
    ) -> Result<Vec<Setting<'s>>, Damage> {
        let Some(&at) = options.first() else { return Ok(Vec::new()) };
        let types = self.types;
        let Some(message) = types.message(name) else { return Ok(Vec::new()) };
        self.message(message, options, Place { style: Style::Statement, depth: 0, at })
    }

    /// Returns the values that could not be printed, in order.
    pub(super) fn into_lost(self) -> Vec<LostOption> {
        let lost = self.lost.into_iter();
        lost.map(|((message, number), count)| LostOption { message: message.to_owned(), number, count })
            .collect()
    }

    fn message(
        &mut self,
        message: MessageType<'s>,
        pieces: &[Part<'s>],
        place: Place<'s>,
    ) -> Result<Vec<Setting<'s>>, Damage> {
        if place.depth >= MAX_DEPTH {
            return Err(place.at.damage("the values of options nest too deep"));
        }
        let mut out = Vec::new();
        for records in records(message, pieces)?.chunk_by(|a, b| a.number == b.number) {
            let number = records[0].number;
            let before = out.len();
            self.budget.look_up(message.full_name, place.at.offset)?;
            if let Some(known) = self.known(message, number, place)? {
                self.field(&known, records, place, &mut out)?;
            }
            if out.len() == before {
                *self.lost.entry((message.full_name, number)).or_default() += records.len();
            }
        }
        Ok(out)
    }

    fn known(
        &mut self,
        message: MessageType<'s>,
        number: i32,
        place: Place<'s>,
    ) -> Result<Option<Known<'s>>, Damage> {
        if let Some(field) = message.field(number) {
            // What no compiler has looked at is not known.
            if field.name == "uninterpreted_option" {
                return Ok(None);
            }
            // In a literal, a group goes by the name of its message.
            let name = match field.kind {
                Kind::Group if place.style == Style::Literal => field.type_name.rsplit('.').next(),
                _ => None,
            };
            return Ok(Some(Known { field, name: name.unwrap_or(field.name).into() }));
        }
        let types = self.types;
        let found = self.visible.extension(message.full_name, number, types, self.budget, place.at.offset)?;
        let Some(Extension { full_name, field, .. }) = found else { return Ok(None) };
        self.budget.spend(full_name.len(), place.at.offset)?;
        let name = match place.style {
            Style::Statement | Style::Path => ["(.", full_name, ")"].concat(),
            // protoc knows no leading dot in literals; it stands where there is no other way.
            Style::Literal if self.is_hidden(full_name, message, place)? => ["[.", full_name, "]"].concat(),
            Style::Literal => ["[", full_name, "]"].concat(),
        };
        Ok(Some(Known { field, name: name.into() }))
    }

    fn is_hidden(&self, name: &str, message: MessageType<'s>, place: Place<'s>) -> Result<bool, Damage> {
        // As many scopes as dots, which may be many in a hostile name.
        let scopes = message.full_name.matches('.').count() + 1;
        self.budget.spend(scopes * message.full_name.len() / 8, place.at.offset)?;
        Ok(self.types.may_be_hidden(name, message.full_name))
    }

    /// Adds the settings of one field; none when its values are not what its type says.
    fn field(
        &mut self,
        known: &Known<'s>,
        records: &[WireField<'s>],
        place: Place<'s>,
        out: &mut Vec<Setting<'s>>,
    ) -> Result<(), Damage> {
        self.budget.look_up(known.field.type_name, place.at.offset)?;
        match known.field.kind {
            Kind::Message | Kind::Group => self.messages(known, records, place, out),
            Kind::Scalar(_) | Kind::Enum => self.scalars(known, records, place, out),
        }
    }

    fn scalars(
        &mut self,
        known: &Known<'s>,
        records: &[WireField<'s>],
        place: Place<'s>,
        out: &mut Vec<Setting<'s>>,
    ) -> Result<(), Damage> {
        let before = out.len();
        let enumeration = self.types.enumeration(known.field.type_name);
        for element in records.iter().flat_map(|record| scalars::elements(known.field.kind, record.value)) {
            let Some(text) = scalar(known.field.kind, enumeration, element?) else { continue };
            // Of a field that has one value the last stands.
            if !known.is_repeated() {
                out.truncate(before);
            }
            self.budget.spend(known.name.len() + text.len() + place.indentation(), place.at.offset)?;
            out.push(Setting { name: known.name.clone(), value: Value::Scalar(text) });
        }
        Ok(())
    }

    fn messages(
        &mut self,
        known: &Known<'s>,
        records: &[WireField<'s>],
        place: Place<'s>,
        out: &mut Vec<Setting<'s>>,
    ) -> Result<(), Damage> {
        let types = self.types;
        let Some(message) = types.message(known.field.type_name) else { return Ok(()) };
        let pieces: Vec<Part<'s>> = records.iter().filter_map(message_part).collect();
        // The pieces of one message are merged.
        let of_one = if known.is_repeated() { 1 } else { pieces.len().max(1) };
        for pieces in pieces.chunks(of_one) {
            let inner = place.inside(known, message, pieces[0]);
            let settings = self.message(message, pieces, inner)?;
            let one_by_one = inner.style == Style::Path && !settings.is_empty();
            let names = if one_by_one { settings.len() } else { 1 };
            self.budget.spend(names * known.name.len() + place.indentation(), place.at.offset)?;
            if one_by_one {
                let longer = |inner: Setting<'s>| Setting {
                    name: format!("{}.{}", known.name, inner.name).into(),
                    ..inner
                };
                out.extend(settings.into_iter().map(longer));
            } else {
                out.push(Setting { name: known.name.clone(), value: Value::Message(settings) });
            }
        }
        Ok(())
    }
}

/// The text of a value; of an enum that nothing declares, or a value that it lacks, the number.
fn scalar<'s>(kind: Kind, enumeration: Option<EnumType<'s>>, value: WireValue<'_>) -> Option<Cow<'s, str>> {
    match (kind, value) {
        (Kind::Scalar(scalar), value) => scalars::text(scalar, value),
        (Kind::Enum, WireValue::Varint(number)) => {
            let number = number as i32;
            let name = enumeration.and_then(|enumeration| enumeration.value(number));
            Some(name.map_or_else(|| number.to_string().into(), Cow::Borrowed))
        }
        _ => None,
    }
}

fn message_part<'s>(record: &WireField<'s>) -> Option<Part<'s>> {
    match record.value {
        WireValue::Len(part) | WireValue::Group(part) => Some(part),
        _ => None,
    }
}

impl Known<'_> {
    fn is_repeated(&self) -> bool {
        self.field.label == Some(Label::Repeated)
    }
}

impl<'s> Place<'s> {
    /// The place of what is inside of a field here.
    fn inside(self, known: &Known<'s>, message: MessageType<'s>, at: Part<'s>) -> Place<'s> {
        // Features are set one by one by habit.
        let is_path = match self.style {
            Style::Statement => message.full_name == "google.protobuf.FeatureSet",
            Style::Path => true,
            Style::Literal => false,
        };
        let style = if is_path && !known.is_repeated() { Style::Path } else { Style::Literal };
        Place { style, depth: self.depth + 1, at }
    }

    /// Bytes around a name and a value: spaces, punctuation, a second line for a bracket.
    fn indentation(self) -> usize {
        4 * self.depth as usize + 16
    }
}

/// The fields of a message in order of number, so that those of one field stand together.
fn records<'s>(message: MessageType<'s>, pieces: &[Part<'s>]) -> Result<Vec<WireField<'s>>, Damage> {
    let fields = pieces.iter().flat_map(|piece| piece.fields());
    let mut records: Vec<WireField<'s>> = if message.is_message_set() {
        fields.map(|field| message_set_item(field?)).collect::<Result<_, _>>()?
    } else {
        fields.collect::<Result<_, _>>()?
    };
    records.sort_by_key(|record| record.number);
    Ok(records)
}

/// One extension in a message with `message_set_wire_format`, as if it were a field like any other.
fn message_set_item(field: WireField<'_>) -> Result<WireField<'_>, Damage> {
    let WireField { number: 1, value: WireValue::Group(item), .. } = field else { return Ok(field) };
    let (mut number, mut value) = (None, None);
    for part in item.fields() {
        let part = part?;
        match part.number {
            2 => number = Some(part.varint()? as i32),
            3 => value = Some(WireValue::Len(part.part()?)),
            _ => {}
        }
    }
    let (Some(number), Some(value)) = (number, value) else {
        return Err(item.damage("an item of a message set lacks its number or its message"));
    };
    Ok(WireField { number, value, ..field })
}
