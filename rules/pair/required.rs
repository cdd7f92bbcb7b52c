//! Which fields have to be there. Judges no change.

use protune_compiler::schema::{Cardinality, FieldView};

/// A message without it is refused, by readers or by servers.
pub(crate) fn is_required(field: FieldView<'_>) -> bool {
    field.cardinality() == Cardinality::Required || is_required_of_callers(field)
}

/// Servers say that they refuse a request without it.
pub(crate) fn is_required_of_callers(field: FieldView<'_>) -> bool {
    field.custom_option(EXTENSION).iter().any(|value| value.as_varint() == Some(REQUIRED))
}

const EXTENSION: &str = "google.api.field_behavior";
/// A value of the enum that the extension is of.
const REQUIRED: u64 = 2;
