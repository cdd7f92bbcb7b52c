//! RPC names that are not in PascalCase.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::renames;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Room = Room {
    id: "RPC_PASCAL_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["BASIC", "STANDARD", "STYLE_BASIC", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &[
        "protolint:RPC_NAMES_UPPER_CAMEL_CASE",
        "prototool:RPC_NAMES_CAMEL_CASE",
        "prototool:RPC_NAMES_CAPITALIZED",
    ],
    severity: Severity::Error,
    doc: include_str!("rpc_pascal_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for method in cx.file.methods() {
        let (name, wanted) = (method.name(), casing::pascal(method.name()));
        if name != wanted {
            let finding = cx.finding(method.name_place(), casing::misnamed("RPC", name, &wanted));
            out.push(finding.fix(renames::rename(method, Symbol::Method, &wanted)));
        }
    }
}
