//! Frequent fields with numbers above 15.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{Cardinality, FieldView, MessageView, OneofView};

pub static RULE: Room = Room {
    id: "SIZE_LATE_FREQUENT_FIELD",
    wing: Wing::Size,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("late_frequent_field.md"),
    options: &[],
    check: Check::File(check),
};

/// Numbers whose tags take one byte.
const EARLY: std::ops::RangeInclusive<i32> = 1..=15;

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for message in cx.file.messages().filter(|message| message.fields().len() > 15) {
        let spare = spare_numbers(message);
        if spare == 0 {
            continue;
        }
        let help = advice(spare);
        for field in message.fields().filter(|&field| is_late(field) && is_required(field)) {
            let text = format!("required field `{}` should have a number up to 15", field.name());
            out.push(cx.finding(field.name_place(), text).help(help.clone()));
        }
        for oneof in message.oneofs() {
            let Some(text) = late_members(oneof) else {
                continue;
            };
            out.push(cx.finding(oneof.name_place(), text).help(help.clone()));
        }
    }
}

fn is_late(field: FieldView<'_>) -> bool {
    field.number().is_some_and(|number| number > *EARLY.end())
}

fn is_required(field: FieldView<'_>) -> bool {
    field.cardinality() == Cardinality::Required
}

/// Message about all members of a oneof, because a schema does not show which ones are frequent.
fn late_members(oneof: OneofView<'_>) -> Option<String> {
    let (name, count) = (oneof.name(), oneof.fields().filter(|&field| is_late(field)).count());
    Some(match count {
        0 => return None,
        1 => format!("members of oneof `{name}` should have numbers up to 15, but 1 has a higher one"),
        _ => format!("members of oneof `{name}` should have numbers up to 15, but {count} have higher ones"),
    })
}

/// Count of numbers with tags of one byte that are free or belong to a field that may be absent.
fn spare_numbers(message: MessageView<'_>) -> usize {
    EARLY.filter(|&number| is_spare(message, number)).count()
}

fn is_spare(message: MessageView<'_>, number: i32) -> bool {
    let mut holders = message.fields().filter(|field| field.number() == Some(number)).peekable();
    if holders.peek().is_some() {
        return holders.all(|field| is_absent_at_times(field));
    }
    let mut ranges = message.reserved_ranges().chain(message.extension_ranges());
    !ranges.any(|range| range.numbers().contains(&number))
}

fn is_absent_at_times(field: FieldView<'_>) -> bool {
    field.oneof().is_none() && matches!(field.cardinality(), Cardinality::Explicit | Cardinality::Implicit)
}

fn advice(spare: usize) -> String {
    match spare {
        1 => "use a number up to 15: one is free or belongs to an optional field".to_owned(),
        _ => format!("use numbers up to 15: {spare} are free or belong to optional fields"),
    }
}
