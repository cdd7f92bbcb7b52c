//! Whether RPCs can be repeated.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::{Both, fixes};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::MethodView;

pub static RULE: Room = Room {
    id: "RPC_SAME_IDEMPOTENCY_LEVEL",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("rpc_same_idempotency_level.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.methods {
        let (was, is) = (level(before), level(after));
        if was == is {
            continue;
        }
        let (name, service) = (after.name(), after.service().name());
        let message =
            format!("the idempotency level of RPC `{name}` of `{service}` changed from `{was}` to `{is}`");
        let span =
            |method: MethodView<'_>| method.option(LEVEL).map_or(method.span(), |option| option.span());
        let finding = cx.finding(after.file.place(span(after)), message);
        let finding = finding.label(before.file.place(span(before)), format!("it was `{was}` here"));
        let finding = Change::Idempotency.effects().tell(finding, "restore the option");
        out.push(finding.fix(fixes::restore_idempotency(after, was, before.option(LEVEL).is_some())));
    }
}

/// `idempotency_level` of `MethodOptions`.
const LEVEL: &[i32] = &[34];

fn level(method: MethodView<'_>) -> &'static str {
    let number = method.option(LEVEL).and_then(|option| option.as_varint()).unwrap_or(0);
    match number {
        1 => "NO_SIDE_EFFECTS",
        2 => "IDEMPOTENT",
        _ => "IDEMPOTENCY_UNKNOWN",
    }
}
