//! Numbers that are free.

use protune_compiler::schema::{EnumView, FieldView, MAX_FIELD_NUMBER, MessageView, Schema};

/// Numbers that compilers keep for themselves.
const KEPT: std::ops::RangeInclusive<i32> = 19_000..=19_999;

/// Returns the number for one more field of a message: the one behind the greatest, or the first that is neither used, nor
/// reserved, nor left to extensions.
pub fn next_field_number(message: MessageView<'_>) -> Option<i32> {
    let is_taken = |number: i32| {
        KEPT.contains(&number)
            || message.field_numbered(number).is_some()
            || message.reserves_number(number)
            || message.leaves_to_extensions(number)
    };
    free(greatest(message.fields().filter_map(FieldView::number)) + 1, MAX_FIELD_NUMBER, is_taken)
}

/// Returns the number for one more extension of a message: the first of its ranges that no extension in the schema has.
pub(super) fn next_extension_number(schema: &Schema, message: MessageView<'_>) -> Option<i32> {
    let mut used: Vec<i32> = Vec::new();
    for file in schema.files() {
        let of_it =
            file.extensions().filter(|it| it.extendee().is_some_and(|of| of.global() == message.global()));
        used.extend(of_it.filter_map(FieldView::number));
    }
    used.sort_unstable();
    let is_taken = |number: &i32| used.binary_search(number).is_ok() || KEPT.contains(number);
    let mut ranges = message.extension_ranges();
    // No more numbers are tried than are used.
    ranges.find_map(|range| {
        range.numbers().take(used.len() + KEPT.count() + 1).find(|number| !is_taken(number))
    })
}

/// Returns the number for one more value of an enum.
pub fn next_value_number(of: EnumView<'_>) -> Option<i32> {
    let is_taken = |number: i32| of.has_value_between(number, number) || of.reserves_number(number);
    let mut values = of.values();
    let Some(greatest) = values.next().map(|_| greatest(of.values().filter_map(|value| value.number())))
    else {
        return Some(0);
    };
    free(greatest.saturating_add(1).max(0), i32::MAX, is_taken)
}

fn greatest(numbers: impl Iterator<Item = i32>) -> i32 {
    numbers.max().unwrap_or(0)
}

/// The first free number from one on, else the first of all.
fn free(from: i32, most: i32, is_taken: impl Fn(i32) -> bool) -> Option<i32> {
    const TRIES: usize = 1 << 16;
    let behind = (from..=most).take(TRIES).find(|&number| !is_taken(number));
    behind.or_else(|| (1..=most).take(TRIES).find(|&number| !is_taken(number)))
}
