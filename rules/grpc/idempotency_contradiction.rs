//! RPCs that promise to have no side effects, and seem to have some.

use super::idempotency::{promise, verb};
use crate::context::{FileContext, Findings};
use crate::contracts::Change;
use crate::edits;
use crate::google::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::MethodView;

pub static RULE: Room = Room {
    id: "GRPC_IDEMPOTENCY_CONTRADICTION",
    wing: Wing::Grpc,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("idempotency_contradiction.md"),
    options: &[],
    check: Check::File(check),
};

const WRITES: &[&str] = &[
    "Create",
    "Delete",
    "Update",
    "Insert",
    "Remove",
    "Upsert",
    "Patch",
    "Purge",
    "BatchCreate",
    "BatchDelete",
    "BatchUpdate",
];
/// Calls with many arguments are sent as POST even if they only read.
const READS: &[&str] = &[
    "Get",
    "List",
    "Search",
    "Find",
    "Query",
    "Lookup",
    "Read",
    "Fetch",
    "Count",
    "Check",
    "Compute",
    "Test",
    "Validate",
    "BatchGet",
    "Aggregate",
    "Describe",
    "Export",
    "Preview",
];

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for rpc in cx.file.methods() {
        let Some(option) = promise(rpc) else { continue };
        let Some(reason) = reason(rpc) else { continue };
        let message = format!("RPC `{}` is marked `NO_SIDE_EFFECTS`, but {reason}", rpc.name());
        let edit = edits::remove_statement(cx.file, option.span());
        let fix = Change::Idempotency.effects().fix("remove the option", vec![edit]);
        let help = "remove the option, or use `IDEMPOTENT` if the call can be repeated";
        out.push(cx.finding(option.place(), message).help(help).fix(fix));
    }
}

/// Sign of side effects.
fn reason(rpc: MethodView<'_>) -> Option<String> {
    if rpc.input_type().is_stream {
        return Some("takes a stream of requests, which cannot be repeated".to_owned());
    }
    if let Some(verb) = verb(rpc, WRITES) {
        return Some(format!("its name starts with `{verb}`"));
    }
    let bindings = http::bindings(rpc);
    let is_write = |verb: &str, has_body: bool| match verb {
        "PUT" | "PATCH" | "DELETE" => true,
        "POST" => has_body && self::verb(rpc, READS).is_none(),
        _ => false,
    };
    let mut writes = bindings.iter().filter(|it| is_write(it.verb, it.body.is_some()));
    writes.next().map(|binding| format!("it is bound to {}", binding.verb))
}
