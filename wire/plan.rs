//! Changes to a schema that change how its messages are encoded, as data. What they do is in `recoding`.

use crate::Kind;
use std::fmt;

/// Changes that are made together.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Plan {
    /// The steps; what several of them change is changed at once.
    pub steps: Vec<Step>,
}

/// One change of one field. Those of one field combine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// The full name of the message; of the one that is extended, for an extension.
    pub message: String,
    /// The number that the field has before the plan.
    pub field: u32,
    /// Change to the field.
    pub change: Change,
}

/// Change that a step makes to a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// All elements stand in one packed record.
    Pack,
    /// Each element stands in a record of its own.
    Expand,
    /// Another number.
    Renumber {
        /// The new number.
        to: u32,
    },
    /// To another integer type. Values that it cannot hold are obstacles.
    Retype(Kind),
    /// A message between tags in place of one behind a length.
    Delimit,
    /// A message behind a length in place of one between tags.
    Prefix,
    /// A wrapper such as `google.protobuf.Int32Value` becomes an optional field of what it wraps.
    Unwrap,
    /// A `double` becomes a `float`.
    Narrow,
    /// A string becomes the bytes that it spells.
    Bytes(TextForm),
    /// The field goes, since others say the same.
    Derive(Derivation),
    /// The field goes, since it is never present.
    Remove,
}

/// Spelling of bytes as text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TextForm {
    /// Lower case, with hyphens: 36 characters for 16 bytes.
    Uuid,
    /// Lower case, two characters for each byte.
    Hex,
}

/// Source that a field follows from. Fields are named by the numbers that they have before the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Derivation {
    /// It is the name in JSON of the field that the sibling names.
    JsonName {
        /// The number of the sibling.
        of: u32,
    },
    /// It has the value of another field.
    Equal {
        /// The number of the other field.
        to: u32,
    },
    /// It is the place of the message in the list that it is an element of.
    Position {
        /// The place of the first element: 0 or 1.
        first: u8,
    },
}

/// A step that cannot be taken, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The step.
    pub step: Step,
    /// Reason for the refusal.
    pub why: Why,
}

/// Reason why a step cannot be taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Why {
    /// There is no such message.
    NoMessage,
    /// The message has no such field.
    NoField,
    /// Steps of the plan on one field that exclude each other.
    Conflict,
    /// It is not a repeated field of numbers.
    NotRepeatedScalar,
    /// It is not a field of a message.
    NotMessage,
    /// It is not a field of a wrapper.
    NotWrapper,
    /// It has another type than the change is for.
    Kind(Kind),
    /// No integer type is given to change to.
    NoInteger,
    /// The message is one that all runtimes know by heart.
    WellKnown,
    /// The message stands for the entries of a map.
    MapEntry,
    /// The field already has the form that the step would give it.
    Nothing,
    /// There is no such field number.
    NumberOutOfRange,
    /// This field has the number.
    NumberTaken(Box<str>),
    /// The number is reserved.
    NumberReserved,
    /// The number is left to extensions.
    NumberOfExtensions,
    /// An extension needs a number that is left to extensions.
    NoNumberOfExtensions,
    /// The field that it is derived from is not there.
    NoSibling,
    /// The sibling has another type, or the plan changes what it says.
    Sibling(Box<str>),
    /// It can have several values.
    NotSingular,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Step { message, field, change } = &self.step;
        write!(f, "field {field} of `{message}` cannot {change}: {}", self.why)
    }
}

impl std::error::Error for Refusal {}

/// After "the field can" or "cannot".
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Change::Pack => f.write_str("be packed"),
            Change::Expand => f.write_str("be expanded"),
            Change::Renumber { to } => write!(f, "get the number {to}"),
            Change::Retype(kind) => write!(f, "become `{}`", kind.name()),
            Change::Delimit => f.write_str("be delimited"),
            Change::Prefix => f.write_str("be length-prefixed"),
            Change::Unwrap => f.write_str("be unwrapped"),
            Change::Narrow => f.write_str("become `float`"),
            Change::Bytes(TextForm::Uuid) => f.write_str("become the bytes of a UUID"),
            Change::Bytes(TextForm::Hex) => f.write_str("become the bytes that its digits spell"),
            Change::Derive(Derivation::JsonName { of }) => {
                write!(f, "be derived as the JSON name of field {of}")
            }
            Change::Derive(Derivation::Equal { to }) => write!(f, "be derived from field {to}"),
            Change::Derive(Derivation::Position { first }) => {
                write!(f, "be derived as the position, counted from {first}")
            }
            Change::Remove => f.write_str("be removed"),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::NoMessage => f.write_str("there is no such message"),
            Why::NoField => f.write_str("there is no such field"),
            Why::Conflict => f.write_str("it is changed otherwise as well"),
            Why::NotRepeatedScalar => f.write_str("it is no repeated field of numbers"),
            Why::NotMessage => f.write_str("it is no field of a message that is no map"),
            Why::NotWrapper => f.write_str("it is no singular field of a wrapper"),
            Why::Kind(kind) => write!(f, "its type is `{}`", kind.name()),
            Why::NoInteger => f.write_str("it is no type to change to"),
            Why::WellKnown => f.write_str("runtimes know this message by heart"),
            Why::MapEntry => f.write_str("it is the key or the value of a map"),
            Why::Nothing => f.write_str("that would change nothing"),
            Why::NumberOutOfRange => f.write_str("there is no such number"),
            Why::NumberTaken(name) => write!(f, "`{name}` has that number"),
            Why::NumberReserved => f.write_str("that number is reserved"),
            Why::NumberOfExtensions => f.write_str("that number is left to extensions"),
            Why::NoNumberOfExtensions => f.write_str("that number is not left to extensions"),
            Why::NoSibling => f.write_str("there is no such field to derive it from"),
            Why::Sibling(name) => write!(f, "`{name}` has another type, or is changed as well"),
            Why::NotSingular => f.write_str("it is repeated, or a member of a oneof"),
        }
    }
}
