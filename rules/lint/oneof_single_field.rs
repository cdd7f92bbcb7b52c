//! Oneofs with a single field.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldPresence, FieldView, OneofView, Type};
use protune_compiler::syntax::FieldDecl;

pub static RULE: Room = Room {
    id: "ONEOF_SINGLE_FIELD",
    wing: Wing::Lint,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("oneof_single_field.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for oneof in cx.file.oneofs() {
        if let Some(field) = single_field(oneof) {
            let message = format!(
                "oneof `{}` should have two or more fields, but has only `{}`",
                oneof.name(),
                field.name()
            );
            out.push(cx.finding(oneof.name_place(), message).help(advice(field)));
        }
    }
}

fn single_field(oneof: OneofView<'_>) -> Option<FieldView<'_>> {
    // A field without a name, in a broken text, counts too.
    let written = oneof.node().children().filter_map(FieldDecl::cast).count();
    oneof.fields().next().filter(|_| written == 1)
}

fn advice(field: FieldView<'_>) -> String {
    let name = field.name();
    if !field.file.edition().is_edition() {
        return format!("declare `{name}` outside the oneof, as `optional`");
    }
    // A message field always has presence.
    let is_message = matches!(field.ty(), Type::Message(_));
    if !is_message && field.features().field_presence == FieldPresence::Implicit {
        return format!("declare `{name}` outside the oneof, with `features.field_presence = EXPLICIT`");
    }
    format!("declare `{name}` outside the oneof, where it also has presence")
}
