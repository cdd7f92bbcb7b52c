//! Steps that change the shape of messages, as data. Their effects are in the files beside this one.

use super::Spelling;

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
    /// A string becomes an enum. Other strings have a field of their own.
    Enumerate {
        /// The message around it.
        message: String,
        /// The field.
        field: u32,
        /// The strings with a value, by number from 1.
        values: Vec<String>,
    },
    /// A map becomes a message with a field for each of these keys. Other keys stay in a map.
    Keys {
        /// The message around it.
        message: String,
        /// The map.
        field: u32,
        /// The keys, by number from 1.
        keys: Vec<String>,
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
            | Shape::Inline { message, field } => (message, *field),
        }
    }

    /// Whether it can be taken only as long as all values have a property that others might not have. Other steps take all
    /// messages.
    pub fn assumes(&self) -> bool {
        match self {
            Shape::Columns { .. } | Shape::Delta { .. } | Shape::Strings { .. } | Shape::Messages { .. } => {
                false
            }
            Shape::Enumerate { .. } | Shape::Keys { .. } => false,
            Shape::Text { .. } | Shape::Scale { .. } | Shape::Time { .. } | Shape::Retype { .. } => true,
            Shape::Default { .. } | Shape::Equal { .. } | Shape::Trim { .. } | Shape::Inline { .. } => true,
        }
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
