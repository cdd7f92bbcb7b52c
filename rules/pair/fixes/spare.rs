//! Numbers for fields that are added beside changed ones.

use super::field::Head;
use crate::pair::Both;
use crate::pair::numbers;
use protune_compiler::schema::*;
use rustc_hash::FxHashMap;

/// One number for each field that is other than it was: in order, those behind the numbers in use, now or before,
/// that nothing stands in the way of.
pub(in crate::pair) fn spare_numbers(messages: &[Both<MessageView<'_>>]) -> FxHashMap<Global<FieldId>, i32> {
    let mut spare = FxHashMap::default();
    for &Both { before, after } in messages {
        let mut changed = after.fields().filter(|&field| is_other(before, field)).peekable();
        if changed.peek().is_some() {
            spare.extend(changed.map(FieldView::global).zip(numbers::free(&[before, after])));
        }
    }
    spare
}

fn is_other(before: MessageView<'_>, field: FieldView<'_>) -> bool {
    let was = field.number().and_then(|number| before.field_numbered(number)).and_then(Head::of);
    was.zip(Head::of(field)).is_some_and(|(was, is)| !was.is_like(&is))
}
