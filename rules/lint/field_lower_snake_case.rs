//! Field and extension names that are not in lower_snake_case.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::renames;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::schema::{FieldView, Symbol};

pub static RULE: Room = Room {
    id: "FIELD_LOWER_SNAKE_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["BASIC", "STANDARD", "STYLE_BASIC", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &[
        "protolint:FIELD_NAMES_LOWER_SNAKE_CASE",
        "api-linter:core::0140::lower-snake",
        "prototool:MESSAGE_FIELD_NAMES_LOWERCASE",
        "prototool:MESSAGE_FIELD_NAMES_LOWER_SNAKE_CASE",
    ],
    severity: Severity::Error,
    doc: include_str!("field_lower_snake_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    // Nobody wrote the names of the fields of a map entry.
    for field in cx.file.fields().filter(|field| !field.is_of_map_entry()) {
        let (name, wanted) = (field.name(), casing::lower_snake(field.name()));
        if name != wanted {
            out.push(finding(cx, field, &wanted));
        }
    }
}

fn finding(cx: &FileContext<'_>, field: FieldView<'_>, wanted: &str) -> Diagnostic {
    let Some(group) = field.group() else {
        let kind = if field.is_extension() { "extension" } else { "field" };
        let message = casing::misnamed(kind, field.name(), wanted);
        return cx.finding(field.name_place(), message).fix(renames::rename(field, Symbol::Field, wanted));
    };
    // The field of a group has the name of the group, in lower case.
    let wanted = casing::pascal(group.name());
    let message = casing::misnamed("group", group.name(), &wanted);
    cx.finding(field.name_place(), message).fix(renames::rename(group, Symbol::Message, &wanted))
}
