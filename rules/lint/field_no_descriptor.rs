//! Fields whose names may clash with generated code.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_NO_DESCRIPTOR",
    wing: Wing::Lint,
    categories: &[],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "SENSIBLE"]), ..Buf::NONE },
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_no_descriptor.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for field in cx.file.fields().filter(|field| !field.is_of_map_entry()) {
        if field.name().trim_matches('_').eq_ignore_ascii_case("descriptor") {
            let text = format!("field `{}` may clash with `descriptor` in generated code", field.name());
            out.push(
                cx.finding(field.name_place(), text)
                    .help("add what it describes to its name, as in `cat_descriptor`"),
            );
        }
    }
}
