//! Groups, which newer syntax does not have.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "STYLE_NO_GROUP",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:PROTO3_GROUPS_AVOID"],
    severity: Severity::Warning,
    doc: include_str!("no_group.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for group in cx.file.fields().filter_map(|field| field.group()) {
        let message = format!("group `{}` should be a message and a field", group.name());
        let help =
            "declare the message beside the field; a field with another wire type needs another number";
        out.push(cx.finding(group.name_place(), message).help(help));
    }
}
