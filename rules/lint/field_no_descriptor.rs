//! Fields whose names may clash with generated code.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FieldView;

pub static RULE: Room = Room {
    id: "FIELD_NO_DESCRIPTOR",
    wing: Wing::Lint,
    categories: &[],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "SENSIBLE"]), ..Buf::NONE },
    aliases: &["prototool:MESSAGE_FIELD_NAMES_NO_DESCRIPTOR"],
    severity: Severity::Error,
    doc: include_str!("field_no_descriptor.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for field in cx.file.fields().filter(|field| !field.is_of_map_entry()) {
        if field.name().trim_matches('_').eq_ignore_ascii_case("descriptor") {
            let text = format!(
                "field `{}` should have a longer name{}: it may clash with `descriptor` in generated code",
                field.name(),
                example(field)
            );
            let help = "add what it describes to its name";
            out.push(cx.finding(field.name_place(), text).help(help));
        }
    }
}

/// A name with that of the message; the message of an extension is not its own.
fn example(field: FieldView<'_>) -> String {
    let name = field.message().map(|message| casing::lower_snake(message.name()));
    name.map_or(String::new(), |name| format!(", such as `{name}_descriptor`"))
}
