//! RPCs whose names are not spelled as the option says.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::options::{Default, RuleOption};
use crate::renames;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Room = Room {
    id: "STYLE_RPC_CASE",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:RPC_NAMES_CASE"],
    severity: Severity::Warning,
    doc: include_str!("rpc_case.md"),
    options: &[&CASE],
    check: Check::File(check),
};

static CASE: RuleOption = RuleOption {
    name: "style_rpc_case",
    doc: "spelling of names of RPCs: `lower_camel_case`, `lower_snake_case` or `upper_snake_case`",
    default: Default::OneOf(&["lower_camel_case", "lower_snake_case", "upper_snake_case"]),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let case = cx.text(&CASE);
    for rpc in cx.file.methods() {
        let wanted = match case {
            "lower_snake_case" => casing::lower_snake(rpc.name()),
            "upper_snake_case" => casing::upper_snake(rpc.name()),
            _ => casing::lower_camel(rpc.name()).into(),
        };
        if wanted != rpc.name() {
            let finding = cx.finding(rpc.name_place(), casing::misnamed("RPC", rpc.name(), &wanted));
            out.push(finding.fix(renames::rename(rpc, Symbol::Method, &wanted)));
        }
    }
}
