//! Required members of oneofs that are rules.

use super::finding::at;
use crate::context::{FileContext, Findings};
use crate::protovalidate::kinds::{self, field};
use crate::protovalidate::{FIELD, MESSAGE, Pieces, RULES, can_be_used};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FieldView;

pub static RULE: Room = Room {
    id: "VALIDATE_ONEOF_MEMBER_REQUIRED",
    wing: Wing::Validate,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("oneof_member_required.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    if !can_be_used(cx.file) {
        return;
    }
    for message in cx.file.messages() {
        let Some(rules) = Pieces::of(message, MESSAGE) else { continue };
        for oneof in rules.all(kinds::message::ONEOF) {
            let names: Vec<&str> =
                oneof.fields_numbered(kinds::oneof::FIELDS).filter_map(|name| name.as_text()).collect();
            let is_required = |field: &FieldView<'_>| {
                Pieces::of(*field, FIELD).is_some_and(|rules| rules.flag(field::REQUIRED))
            };
            let members = names.iter().filter_map(|name| message.field_named(name));
            for member in members.filter(is_required) {
                let others: Vec<String> = names
                    .iter()
                    .filter(|&&name| name != member.name())
                    .map(|name| format!("`{name}`"))
                    .collect();
                if others.is_empty() {
                    continue;
                }
                let text = format!(
                    "field `{}` is required, so the other members of its oneof can never be set: {}",
                    member.name(),
                    others.join(", ")
                );
                let finding = at(cx, member, &[RULES, field::REQUIRED], text);
                out.push(
                    finding.label(oneof.place(), "the oneof").help("set `required` on the oneof instead"),
                );
            }
        }
    }
}
