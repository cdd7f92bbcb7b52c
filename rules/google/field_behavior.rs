//! `google.api.field_behavior`: rules for the use of a field by callers.

use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{FieldView, OptionValue};

const EXTENSION: &str = "google.api.field_behavior";

/// Values of `google.api.FieldBehavior`, with their numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Behavior {
    Optional = 1,
    Required = 2,
    OutputOnly = 3,
    InputOnly = 4,
    Immutable = 5,
    UnorderedList = 6,
    NonEmptyDefault = 7,
    Identifier = 8,
}

/// One annotation of a field.
#[derive(Clone, Copy, Debug)]
pub struct FieldBehavior<'s> {
    /// Number of the value.
    pub number: u64,
    value: OptionValue<'s>,
}

impl FieldBehavior<'_> {
    pub fn is(&self, behavior: Behavior) -> bool {
        self.number == behavior as u64
    }

    /// Place of the name of the behavior.
    pub fn place(&self) -> Place {
        self.value.place()
    }
}

/// Annotations of a field, in text order.
pub fn of(field: FieldView<'_>) -> impl Iterator<Item = FieldBehavior<'_>> {
    let values = field.custom_option(EXTENSION);
    values.filter_map(|value| Some(FieldBehavior { number: value.as_varint()?, value }))
}
