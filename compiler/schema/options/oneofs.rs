//! Oneofs in values: of the fields of one, the last that is set counts.

use super::Value;
use crate::schema::Global;
use crate::schema::file::{FieldId, OneofId};
use crate::schema::resolve::Typed;
use rustc_hash::FxHashMap;

/// Drops the values of oneof fields that a later one replaces.
pub(super) fn last_of_each(typed: &Typed, values: &mut Vec<Value<'_>>) {
    let mut last: FxHashMap<Global<OneofId>, Global<FieldId>> = FxHashMap::default();
    for value in values.iter() {
        if let Some(oneof) = typed.oneof_of(value.field()) {
            last.insert(oneof, value.field());
        }
    }
    if !last.is_empty() {
        values
            .retain(|value| typed.oneof_of(value.field()).is_none_or(|oneof| last[&oneof] == value.field()));
    }
}

impl Typed {
    pub(super) fn oneof_of(&self, field: Global<FieldId>) -> Option<Global<OneofId>> {
        let id = self.row(field).oneof?;
        Some(Global { file: field.file, id })
    }
}
