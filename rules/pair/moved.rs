//! Fields that are in other oneofs than they were: what is asked for each of them is looked up for all at once.

use super::Both;
use protune_compiler::schema::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// Oneofs of both sides, seen from the fields that moved.
#[derive(Debug)]
pub(super) struct Moved {
    kept: FxHashSet<Global<OneofId>>,
    outside: FxHashMap<Global<OneofId>, Both<Global<FieldId>>>,
}

impl Moved {
    pub(super) fn of(messages: &[Both<MessageView<'_>>]) -> Moved {
        let mut moved = Moved { kept: FxHashSet::default(), outside: FxHashMap::default() };
        for &Both { before, after } in messages {
            let counterpart = |field: FieldView<'_>| before.field_numbered(field.number()?);
            for oneof in after.oneofs() {
                let is_kept = oneof.fields().any(|field| match counterpart(field) {
                    Some(was) => was.oneof().is_some_and(|was| was.name() == oneof.name()),
                    None => true,
                });
                moved.kept.extend(is_kept.then(|| oneof.global()));
            }
            for after in after.fields().filter(|field| field.oneof().is_none()) {
                let Some(before) = counterpart(after) else { continue };
                if let Some(was) = before.oneof() {
                    moved
                        .outside
                        .entry(was.global())
                        .or_insert(Both { before: before.global(), after: after.global() });
                }
            }
        }
        moved
    }

    /// Whether any field of a oneof of the new side was always there, or is new.
    pub(super) fn keeps_a_field(&self, oneof: OneofView<'_>) -> bool {
        self.kept.contains(&oneof.global())
    }

    /// Returns the first field, in the order of the text, of a oneof of the old side that is in no oneof now.
    pub(super) fn first_outside<'s>(&self, was: OneofView<'s>) -> Option<Both<FieldView<'s>>> {
        let schema = was.file.schema();
        let field = |it: Global<FieldId>| schema.at(it);
        self.outside
            .get(&was.global())
            .map(|both| Both { before: field(both.before), after: field(both.after) })
    }
}
