//! Required fields. Judges no change.

use crate::google::field_behavior::{self, Behavior};
use protune_compiler::schema::{Cardinality, FieldView};

/// A message without it is refused, by readers or by servers.
pub(crate) fn is_required(field: FieldView<'_>) -> bool {
    field.cardinality() == Cardinality::Required || is_required_of_callers(field)
}

/// Servers say that they refuse a request without it.
pub(crate) fn is_required_of_callers(field: FieldView<'_>) -> bool {
    field_behavior::of(field).any(|behavior| behavior.is(Behavior::Required))
}
