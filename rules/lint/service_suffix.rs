//! Services whose names do not end with the required suffix.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::options::{Default, RuleOption};
use crate::renames;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Room = Room {
    id: "SERVICE_SUFFIX",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["STANDARD", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &["protolint:SERVICE_NAMES_END_WITH", "prototool:SERVICE_NAMES_API_SUFFIX"],
    severity: Severity::Error,
    doc: include_str!("service_suffix.md"),
    options: &[&SUFFIX],
    check: Check::File(check),
};

static SUFFIX: RuleOption = RuleOption {
    name: "service_suffix",
    doc: "suffix of the names of services",
    default: Default::Text("Service"),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let suffix = cx.text(&SUFFIX);
    for service in cx.file.services().filter(|service| !service.name().ends_with(suffix)) {
        let wanted = wanted(service.name(), suffix);
        let text = format!("service `{}` should end with `{suffix}`: `{wanted}`", service.name());
        let finding = cx.finding(service.name_place(), text);
        out.push(finding.fix(renames::rename(service, Symbol::Service, &wanted)));
    }
}

/// Name for a service, also in PascalCase, so that no other rule asks for another rename.
fn wanted(name: &str, suffix: &str) -> String {
    let name = casing::pascal(name);
    if name.ends_with(suffix) { name.into_owned() } else { format!("{name}{suffix}") }
}
