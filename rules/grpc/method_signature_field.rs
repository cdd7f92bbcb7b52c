//! Method signatures that name no field.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::field_path::{Found, find};
use crate::google::client::method_signatures;
use crate::http::Flaw;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_METHOD_SIGNATURE_FIELD",
    wing: Wing::Grpc,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("method_signature_field.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for rpc in cx.file.methods() {
        let Some(request) = rpc.input() else { continue };
        for signature in method_signatures(rpc) {
            for (start, field) in signature.placed() {
                let Found::Miss(miss) = find(request, field) else { continue };
                let meant = miss.meant(|_| true).filter(|name| is_new(&signature.fields, name));
                let at = start + miss.part.start..start + miss.part.end;
                let message =
                    format!("a method signature of RPC `{}` names no field: {}", rpc.name(), miss.says());
                let flaw = Flaw::new(at, message, miss.advice(meant)).instead(meant);
                out.push(bound::finding(cx, signature.whole, flaw));
            }
        }
    }
}

/// Returns whether a signature lacks a field; `false` for a signature with very many, which would take long.
fn is_new(fields: &[&str], name: &str) -> bool {
    fields.len() < 100 && !fields.contains(&name)
}
