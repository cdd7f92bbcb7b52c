//! Steps that change the shape of messages, as data. Their effects are in the files beside this one.

use super::Spelling;
use crate::kind::Kind;
use crate::layout::Layout;
use rustc_hash::FxHashSet;

/// A step. Messages are named by their full names, and fields by their numbers, as the steps before leave them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Shape {
    /// A repeated message, or a map, becomes one message with a list for each of its fields.
    Columns {
        /// The message around it.
        message: String,
        /// The repeated field.
        field: u32,
    },
    /// Each number of a list becomes the difference to the one before.
    Delta {
        /// The message around it.
        message: String,
        /// The repeated field.
        field: u32,
    },
    /// Strings become indices into a table in the outermost message, which holds each once.
    Strings {
        /// The fields, each with the message around it.
        uses: Vec<(String, u32)>,
    },
    /// Messages of one type become indices into a table in the outermost message, which holds each once.
    Messages {
        /// The fields, each with the message around it.
        uses: Vec<(String, u32)>,
    },
    /// A string becomes an enum. Other strings have a field of their own, unless JSON stays the same.
    Enumerate {
        /// The message around it.
        message: String,
        /// The field.
        field: u32,
        /// The strings with a value, by number from 1.
        values: Vec<String>,
        /// Whether values are named like their strings, so that JSON stays the same. Then other strings have no field.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
        as_json: bool,
    },
    /// A map becomes a message with a field for each of these keys. Other keys stay in a map, unless JSON
    /// stays the same.
    Keys {
        /// The message around it.
        message: String,
        /// The map.
        field: u32,
        /// The keys, by number from 1.
        keys: Vec<String>,
        /// Whether fields are named like their keys in JSON, so that it stays the same. Then other keys have no field.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "std::ops::Not::not"))]
        as_json: bool,
    },
    /// Text becomes the number, or the bytes, that it spells.
    Text {
        /// The message around it.
        message: String,
        /// The field.
        field: u32,
        /// The spelling.
        form: Spelling,
    },
    /// A `double` becomes an integer: the number times a power of ten.
    Scale {
        /// The message around it.
        message: String,
        /// The field.
        field: u32,
        /// The power of ten.
        digits: u8,
    },
    /// `google.protobuf.Timestamp` or `Duration` becomes an integer.
    Time {
        /// The message around it.
        message: String,
        /// The field.
        field: u32,
        /// Digits of the fractions of seconds: 0, 3, 6 or 9.
        digits: u8,
    },
    /// A value is left out where it is this one.
    Default {
        /// The message around it.
        message: String,
        /// The field.
        field: u32,
        /// The value: a text, or an integer.
        value: Common,
    },
    /// An integer becomes one of another kind, or a `double` a `float`.
    Retype {
        /// The message around it.
        message: String,
        /// The field.
        field: u32,
        /// The new type, by its name.
        to: String,
    },
    /// A field that is always equal to another one is left out.
    Equal {
        /// The message around them.
        message: String,
        /// The field.
        field: u32,
        /// The other field.
        to: u32,
    },
    /// Text without what all values begin and end with.
    Trim {
        /// The message around it.
        message: String,
        /// The field.
        field: u32,
        /// Common start of all values.
        prefix: String,
        /// Common end of all values.
        suffix: String,
    },
    /// Text of several parts becomes a field for each of them.
    Template {
        /// The message around it.
        message: String,
        /// The field.
        field: u32,
        /// Constant texts: before each part, and behind the last.
        texts: Vec<String>,
        /// The spelling of each part; others stay text.
        parts: Vec<Option<Spelling>>,
    },
    /// The fields of a singular message move to the message around it.
    Inline {
        /// The message around it.
        message: String,
        /// The field.
        field: u32,
    },
}

impl Shape {
    /// The message and the field that it is about, the first of several.
    pub fn place(&self) -> (&str, u32) {
        match self {
            Shape::Strings { uses } | Shape::Messages { uses } => {
                uses.first().map_or(("", 0), |(message, field)| (message, *field))
            }
            Shape::Columns { message, field }
            | Shape::Delta { message, field }
            | Shape::Enumerate { message, field, .. }
            | Shape::Keys { message, field, .. }
            | Shape::Text { message, field, .. }
            | Shape::Scale { message, field, .. }
            | Shape::Time { message, field, .. }
            | Shape::Retype { message, field, .. }
            | Shape::Default { message, field, .. }
            | Shape::Equal { message, field, .. }
            | Shape::Trim { message, field, .. }
            | Shape::Template { message, field, .. }
            | Shape::Inline { message, field } => (message, *field),
        }
    }

    /// All fields that it is about, each with the message around it.
    pub fn places(&self) -> Vec<(&str, u32)> {
        match self {
            Shape::Strings { uses } | Shape::Messages { uses } => {
                uses.iter().map(|(message, field)| (&**message, *field)).collect()
            }
            _ => vec![self.place()],
        }
    }

    /// Whether it can be taken only as long as all values have a property that others might not have. Other steps take all
    /// messages.
    pub fn assumes(&self) -> bool {
        match self {
            Shape::Columns { .. } | Shape::Delta { .. } | Shape::Strings { .. } | Shape::Messages { .. } => {
                false
            }
            Shape::Enumerate { as_json, .. } | Shape::Keys { as_json, .. } => *as_json,
            Shape::Text { .. } | Shape::Scale { .. } | Shape::Time { .. } | Shape::Retype { .. } => true,
            Shape::Default { .. } | Shape::Equal { .. } | Shape::Trim { .. } => true,
            Shape::Template { .. } | Shape::Inline { .. } => true,
        }
    }

    /// Whether the messages that fit have the same ProtoJSON before and after, in the layout that the steps before leave.
    pub fn keeps_json(&self, layout: &Layout) -> bool {
        match self {
            Shape::Enumerate { as_json, .. } | Shape::Keys { as_json, .. } => *as_json,
            Shape::Text { form, .. } => form.keeps_json(),
            Shape::Retype { message, field, to } => {
                let from = layout.find(message).and_then(|id| layout.get(id).field(*field));
                let to = Kind::ALL.into_iter().find(|kind| kind.name() == to);
                from.zip(to).is_some_and(|(from, to)| is_same_number(from.kind, to))
            }
            _ => false,
        }
    }

    /// Whether no value that the old field can hold is refused, or looks otherwise in JSON.
    pub fn keeps_all_json(&self, layout: &Layout) -> bool {
        let Shape::Retype { message, field, to } = self else { return false };
        let from = layout.find(message).and_then(|id| layout.get(id).field(*field)).map(|field| field.kind);
        let is_signed = |kind| {
            use Kind::{Int32, Int64, Sfixed32, Sfixed64, Sint32, Sint64};
            matches!(kind, Int32 | Int64 | Sfixed32 | Sfixed64 | Sint32 | Sint64)
        };
        let to = Kind::ALL.into_iter().find(|kind| kind.name() == to);
        let is_one = |(from, to)| is_signed(from) == is_signed(to);
        self.keeps_json(layout) && from.zip(to).is_some_and(is_one)
    }
}

/// A value that is common to many messages.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Common {
    /// A string.
    Text(String),
    /// Settled bits of a number.
    Bits(u64),
}

/// Whether JSON writes the integers of both kinds alike: those of 64 bits as text, those of 32 bits as numbers.
fn is_same_number(one: Kind, other: Kind) -> bool {
    let is_long = |kind| match kind {
        Kind::Int64 | Kind::Uint64 | Kind::Sint64 | Kind::Fixed64 | Kind::Sfixed64 => Some(true),
        Kind::Int32 | Kind::Uint32 | Kind::Sint32 | Kind::Fixed32 | Kind::Sfixed32 => Some(false),
        _ => None,
    };
    is_long(one).is_some() && is_long(one) == is_long(other)
}

/// Whether an enum can have values with the names of these strings. Two names must differ without underscores and case:
/// compilers refuse others.
pub fn are_enum_names<'s>(words: impl IntoIterator<Item = &'s str>) -> bool {
    let mut seen = FxHashSet::default();
    words.into_iter().all(|word| {
        let is_start = |c: char| c.is_ascii_alphabetic() || c == '_';
        let is_name = word.starts_with(is_start) && word.chars().all(|c| is_start(c) || c.is_ascii_digit());
        let plain = word.replace('_', "").to_ascii_lowercase();
        // Statements in an enum start with these.
        let is_statement = matches!(word, "option" | "reserved");
        is_name && !is_statement && !plain.is_empty() && seen.insert(plain)
    })
}

/// Whether fields can have these names in JSON.
pub fn are_json_names<'s>(words: impl IntoIterator<Item = &'s str>) -> bool {
    let mut seen = FxHashSet::default();
    // Extensions have names in brackets.
    let is_refused =
        |word: &str| word.is_empty() || word.contains('\0') || word.starts_with('[') && word.ends_with(']');
    words.into_iter().all(|word| !is_refused(word) && seen.insert(word))
}
