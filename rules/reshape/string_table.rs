//! Strings that occur again and again in a message.

use crate::listing::listed;
use crate::proposal::{Candidate, ShapeContext, last};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::Kind;
use protune_wire::shape::{FieldStats, Shape};

pub static RULE: Room = Room {
    id: "RESHAPE_STRING_TABLE",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("string_table.md"),
    options: &[],
    check: Check::Shape(check),
};

/// Tables of so many fields are tried, those with the most bytes first.
const MOST: usize = 12;

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    let is_repetitive =
        |stats: &FieldStats| stats.distinct.as_ref().is_none_or(|it| 2 * it.len() as u64 <= stats.values);
    let strings = cx.fields().filter(|(_, field, stats)| field.kind == Kind::String && is_repetitive(stats));
    // What is at most once in each message would be in the table of each.
    let mut strings: Vec<_> = strings.filter(|(ty, ..)| *ty.name != *cx.root_name()).collect();
    strings.sort_by_key(|(ty, field, stats)| (std::cmp::Reverse(stats.bytes), ty.name.clone(), field.number));
    for many in 1..=strings.len().min(MOST) {
        let uses: Vec<_> =
            strings[..many].iter().map(|(ty, field, _)| (ty.name.to_string(), field.number)).collect();
        let names: Vec<String> = strings[..many]
            .iter()
            .map(|(ty, field, _)| format!("{}.{}", last(&ty.name), field.name))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let message = format!(
            "the same strings occur again and again in one message: in {}",
            listed(&names, None, "and")
        );
        out.push(Candidate { step: Shape::Strings { uses }, message });
    }
}
