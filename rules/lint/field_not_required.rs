//! Required fields.

use crate::context::{FileContext, Findings};
use crate::features;
use crate::pair::effects::OPTIONAL;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Edit, Fix, Severity};
use protune_compiler::schema::{FieldPresence, FieldView};
use protune_compiler::syntax::Label;

pub static RULE: Room = Room {
    id: "FIELD_NOT_REQUIRED",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf::SINCE_V2,
    aliases: &["protolint:PROTO3_FIELDS_AVOID_REQUIRED"],
    severity: Severity::Error,
    doc: include_str!("field_not_required.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for field in cx.file.fields().filter(|&field| is_required(field)) {
        let text = format!("field `{}` should be optional, not required", field.name());
        let help = "make it optional, and update all readers before a writer omits it";
        out.push(cx.finding(field.name_place(), text).help(help).fix(relax(field)));
    }
}

fn is_required(field: FieldView<'_>) -> bool {
    match field.file.edition().is_edition() {
        true => field.features().field_presence == FieldPresence::LegacyRequired,
        false => field.label() == Some(Label::Required),
    }
}

fn relax(field: FieldView<'_>) -> Option<Fix> {
    let (span, text) = match field.file.edition().is_edition() {
        true => (features::written(field, &features::FIELD_PRESENCE)?.span(), "EXPLICIT"),
        false => (field.node().word("required")?, "optional"),
    };
    let edit = Edit { file: field.file.id, span, text: text.to_owned() };
    Some(OPTIONAL.effects().fix("make it optional", vec![edit]))
}
