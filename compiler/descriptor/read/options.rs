//! Encoded options as the statements that set them: standard and custom ones alike, by the types of
//! their fields. Decides on names and values; how they are laid out is for `layout`.

use super::LostOption;
use super::budget::Budget;
use super::protos::{self, FieldProto, FileProto, Kind};
use super::scalars;
use super::types::{MessageType, Types};
use super::visible::Visible;
use crate::encoding::{Damage, Part, WireValue};
use crate::syntax::Label;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// One option, or one field of a literal.
pub(super) struct Setting {
    pub(super) name: String,
    pub(super) value: Value,
}

pub(super) enum Value {
    Scalar(String),
    Message(Vec<Setting>),
}

/// Reads the options of one file.
pub(super) struct Reader<'s> {
    types: &'s Types<'s>,
    budget: &'s Budget,
    visible: Visible<'s>,
    /// How many values were lost of each message and number.
    lost: BTreeMap<(&'s str, i32), usize>,
}

/// How names are written, and messages.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// `name` and `(.extension)`, with literals for messages.
    Statement,
    /// The same, with each field of a message by itself: `features.enum_type`.
    Path,
    /// `name` and `[extension]`, as inside of literals.
    Literal,
}

/// Where settings are made.
#[derive(Clone, Copy)]
struct Place<'s> {
    style: Style,
    depth: u32,
    /// The message that is read.
    at: Part<'s>,
}

/// All values that one field of a message has.
struct Records<'s> {
    number: i32,
    values: Vec<WireValue<'s>>,
}

/// A field that is known by its number.
struct Known<'s> {
    field: &'s FieldProto<'s>,
    name: String,
}

/// Values nest this deep at most; the parser takes no more.
const MAX_DEPTH: u32 = 100;

impl<'s> Reader<'s> {
    pub(super) fn new(file: &'s FileProto<'s>, types: &'s Types<'s>, budget: &'s Budget) -> Reader<'s> {
        Reader { types, budget, visible: Visible::from(file), lost: BTreeMap::new() }
    }

    /// What `options` say, a message of this full name.
    pub(super) fn read(
        &mut self,
        name: &str,
        options: &protos::Options<'s>,
    ) -> Result<Vec<Setting>, Damage> {
        let types = self.types;
        let (Some(&at), Some(message)) = (options.first(), types.message(name)) else { return Ok(Vec::new()) };
        self.message(message, options, Place { style: Style::Statement, depth: 0, at })
    }

    /// What could not be written down, in order.
    pub(super) fn into_lost(self) -> Vec<LostOption> {
        let lost = self.lost.into_iter();
        lost.map(|((message, number), count)| LostOption { message: message.to_owned(), number, count }).collect()
    }

    fn message(
        &mut self,
        message: &'s MessageType<'s>,
        pieces: &[Part<'s>],
        place: Place<'s>,
    ) -> Result<Vec<Setting>, Damage> {
        if place.depth >= MAX_DEPTH {
            return Err(place.at.damage("the values of options nest too deep"));
        }
        let mut out = Vec::new();
        for Records { number, values } in records(message, pieces)? {
            let before = out.len();
            if let Some(known) = self.known(message, number, place)? {
                self.field(&known, &values, place, &mut out)?;
            }
            if out.len() == before {
                *self.lost.entry((&message.full_name, number)).or_default() += values.len();
            }
        }
        Ok(out)
    }

    fn known(
        &mut self,
        message: &'s MessageType<'s>,
        number: i32,
        place: Place<'s>,
    ) -> Result<Option<Known<'s>>, Damage> {
        if let Some(field) = message.field(number) {
            // In a literal, a group goes by the name of its message.
            let name = match field.kind {
                Kind::Group if place.style == Style::Literal => field.type_name.rsplit('.').next(),
                _ => None,
            };
            return Ok(Some(Known { field, name: name.unwrap_or(field.name).to_owned() }));
        }
        let types = self.types;
        let found = self.visible.extension(&message.full_name, number, types, self.budget, place.at)?;
        Ok(found.map(|extension| {
            let full_name = &extension.full_name;
            let name = match place.style {
                Style::Statement | Style::Path => format!("(.{full_name})"),
                Style::Literal if types.may_be_hidden(full_name) => format!("[.{full_name}]"),
                Style::Literal => format!("[{full_name}]"),
            };
            Known { field: extension.field, name }
        }))
    }

    /// Adds the settings of one field; none when its values are not what its type says.
    fn field(
        &mut self,
        known: &Known<'s>,
        values: &[WireValue<'s>],
        place: Place<'s>,
        out: &mut Vec<Setting>,
    ) -> Result<(), Damage> {
        match known.field.kind {
            Kind::Message | Kind::Group => self.messages(known, values, place, out),
            Kind::Scalar(_) | Kind::Enum => self.scalars(known, values, place, out),
        }
    }

    fn scalars(
        &mut self,
        known: &Known<'s>,
        values: &[WireValue<'s>],
        place: Place<'s>,
        out: &mut Vec<Setting>,
    ) -> Result<(), Damage> {
        let before = out.len();
        for element in values.iter().flat_map(|&value| scalars::elements(known.field.kind, value)) {
            let Some(text) = self.scalar(known.field, element?) else { continue };
            // Of a field that has one value the last stands.
            if !known.is_repeated() {
                out.truncate(before);
            }
            self.budget.spend(known.name.len() + text.len() + place.indentation(), place.at)?;
            out.push(Setting { name: known.name.clone(), value: Value::Scalar(text) });
        }
        Ok(())
    }

    fn scalar(&self, field: &FieldProto<'s>, value: WireValue<'_>) -> Option<String> {
        match (field.kind, value) {
            (Kind::Scalar(scalar), value) => scalars::text(scalar, value),
            (Kind::Enum, WireValue::Varint(number)) => {
                let number = number as i32;
                let name = self.types.value(field.type_name, number);
                Some(name.map_or_else(|| number.to_string(), str::to_owned))
            }
            _ => None,
        }
    }

    fn messages(
        &mut self,
        known: &Known<'s>,
        values: &[WireValue<'s>],
        place: Place<'s>,
        out: &mut Vec<Setting>,
    ) -> Result<(), Damage> {
        let types = self.types;
        let Some(message) = types.message(known.field.type_name) else { return Ok(()) };
        let pieces: Vec<Part<'s>> = values.iter().filter_map(message_part).collect();
        // The pieces of one message are merged.
        let of_one = if known.is_repeated() { 1 } else { pieces.len().max(1) };
        for pieces in pieces.chunks(of_one) {
            let inner = place.inside(known, message, pieces[0]);
            let settings = self.message(message, pieces, inner)?;
            let one_by_one = inner.style == Style::Path && !settings.is_empty();
            let names = if one_by_one { settings.len() } else { 1 };
            self.budget.spend(names * known.name.len() + place.indentation(), place.at)?;
            if one_by_one {
                let longer = |inner: Setting| Setting { name: [&known.name, ".", &inner.name].concat(), ..inner };
                out.extend(settings.into_iter().map(longer));
            } else {
                out.push(Setting { name: known.name.clone(), value: Value::Message(settings) });
            }
        }
        Ok(())
    }
}

fn message_part<'s>(value: &WireValue<'s>) -> Option<Part<'s>> {
    match *value {
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
    fn inside(self, known: &Known<'s>, message: &MessageType<'s>, at: Part<'s>) -> Place<'s> {
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

/// The records of a message, those of one field together; fields are in order of their first record.
fn records<'s>(message: &MessageType<'s>, pieces: &[Part<'s>]) -> Result<Vec<Records<'s>>, Damage> {
    let mut out: Vec<Records<'s>> = Vec::new();
    let mut by_number: FxHashMap<i32, usize> = FxHashMap::default();
    for field in pieces.iter().flat_map(|piece| piece.fields()) {
        let field = field?;
        let (number, value) = match field.value {
            WireValue::Group(item) if message.proto.is_message_set && field.number == 1 => message_set_item(item)?,
            value => (field.number, value),
        };
        let at = *by_number.entry(number).or_insert(out.len());
        match out.get_mut(at) {
            Some(records) => records.values.push(value),
            None => out.push(Records { number, values: vec![value] }),
        }
    }
    Ok(out)
}

/// The number and the message of one extension in a message with `message_set_wire_format`.
fn message_set_item(item: Part<'_>) -> Result<(i32, WireValue<'_>), Damage> {
    let (mut number, mut message) = (None, None);
    for field in item.fields() {
        let field = field?;
        match field.number {
            2 => number = Some(field.varint()? as i32),
            3 => message = Some(WireValue::Len(field.part()?)),
            _ => {}
        }
    }
    number.zip(message).ok_or(item.damage("an item of a message set lacks its number or its message"))
}
