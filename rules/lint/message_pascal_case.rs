//! Message names that are not in PascalCase.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::renames;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Room = Room {
    id: "MESSAGE_PASCAL_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["BASIC", "STANDARD", "STYLE_BASIC", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &[
        "protolint:MESSAGE_NAMES_UPPER_CAMEL_CASE",
        "prototool:MESSAGE_NAMES_CAMEL_CASE",
        "prototool:MESSAGE_NAMES_CAPITALIZED",
    ],
    severity: Severity::Error,
    doc: include_str!("message_pascal_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    // Nobody wrote the name of a map entry.
    for message in cx.file.messages().filter(|message| !message.is_map_entry()) {
        let (name, wanted) = (message.name(), casing::pascal(message.name()));
        if name != wanted {
            let finding = cx.finding(message.name_place(), casing::misnamed("message", name, &wanted));
            out.push(finding.fix(renames::rename(message, Symbol::Message, &wanted)));
        }
    }
}
