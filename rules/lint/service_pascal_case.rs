//! Service names that are not in PascalCase.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::renames;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Room = Room {
    id: "SERVICE_PASCAL_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["BASIC", "STANDARD", "STYLE_BASIC", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &[
        "protolint:SERVICE_NAMES_UPPER_CAMEL_CASE",
        "prototool:SERVICE_NAMES_CAMEL_CASE",
        "prototool:SERVICE_NAMES_CAPITALIZED",
    ],
    severity: Severity::Error,
    doc: include_str!("service_pascal_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for service in cx.file.services() {
        let (name, wanted) = (service.name(), casing::pascal(service.name()));
        if name != wanted {
            let finding = cx.finding(service.name_place(), casing::misnamed("service", name, &wanted));
            out.push(finding.fix(renames::rename(service, Symbol::Service, &wanted)));
        }
    }
}
