//! Oneofs whose members are one value under several names.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{OneofView, Scalar, Type};

pub static RULE: Room = Room {
    id: "SIZE_ONEOF_SAME_TYPE",
    wing: Wing::Size,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("oneof_same_type.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for oneof in cx.file.oneofs() {
        // One field and an enum would replace two members with two fields.
        if oneof.fields().len() < 3 {
            continue;
        }
        let Some(scalar) = common_type(oneof).filter(|_| differ_in_one_word(oneof)) else {
            continue;
        };
        let (name, count) = (oneof.name(), oneof.fields().len());
        let message =
            format!("the {count} members of oneof `{name}` could be one field of type `{}`", scalar.name());
        let help = "declare one field, and add an enum if readers need to know which member was set";
        out.push(cx.finding(oneof.name_place(), message).help(help));
    }
}

fn common_type(oneof: OneofView<'_>) -> Option<Scalar> {
    let mut fields = oneof.fields();
    let Type::Scalar(first) = fields.next()?.ty() else {
        return None;
    };
    fields.all(|field| field.ty() == Type::Scalar(first)).then_some(first)
}

/// Returns whether the names share all words but one.
fn differ_in_one_word(oneof: OneofView<'_>) -> bool {
    let names: Vec<_> = oneof.fields().map(|field| casing::lower_snake(field.name())).collect();
    let names: Vec<Vec<&str>> = names.iter().map(|name| name.split('_').collect()).collect();
    let Some((first, others)) = names.split_first() else {
        return false;
    };
    if first.len() < 2 || others.iter().any(|words| words.len() != first.len()) {
        return false;
    }
    let varies = |at: &usize| others.iter().any(|words| words[*at] != first[*at]);
    (0..first.len()).filter(varies).count() == 1
}
