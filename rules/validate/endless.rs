//! Messages that need themselves.

use super::finding::at;
use crate::context::{FileContext, Findings};
use crate::protovalidate::kinds::field;
use crate::protovalidate::{FIELD, Pieces, RULES, can_be_used, endless};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::schema::{FieldView, Global, Symbol};

pub static RULE: Room = Room {
    id: "VALIDATE_ENDLESS",
    wing: Wing::Validate,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("endless.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    if !can_be_used(cx.file) {
        return;
    }
    for found in endless::among(cx.file.messages()) {
        let name = found.message.name();
        let way: Vec<String> = found.fields.iter().map(|field| format!("`{}`", field.name())).collect();
        let message = match &way[..] {
            [field] => format!("message `{name}` needs itself through field {field}, so it is never valid"),
            way => format!(
                "message `{name}` needs itself through fields {}, so it is never valid",
                way.join(", ")
            ),
        };
        let Some(&first) = found.fields.first() else { continue };
        let mut finding = place(cx, first, message).help("let one of the fields be unset or empty");
        for field in &found.fields[1..] {
            let spot = Global { file: field.file.id, id: Symbol::Field(field.id) };
            finding = finding.label(spot, "it needs this field");
        }
        out.push(finding);
    }
}

/// A finding at the rule that makes a field needed, or at its name if that is something else.
fn place(cx: &FileContext<'_>, of: FieldView<'_>, message: String) -> Diagnostic {
    let Some(rules) = Pieces::of(of, FIELD) else { return cx.finding(of.name_place(), message) };
    let least = |kind: i32| rules.message(kind).is_some_and(|rules| rules.has(1));
    let path = match () {
        () if rules.has(field::REQUIRED) => vec![RULES, field::REQUIRED],
        () if least(field::REPEATED) => vec![RULES, field::REPEATED, 1],
        () if least(field::MAP) => vec![RULES, field::MAP, 1],
        () => return cx.finding(of.name_place(), message),
    };
    at(cx, of, &path, message)
}
