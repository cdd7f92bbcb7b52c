//! `idempotency_level` of RPCs, and what their names say about it.

use protune_compiler::schema::{MethodView, OptionView};

/// `idempotency_level` of `google.protobuf.MethodOptions`.
const LEVEL: &[i32] = &[34];
/// Number of `NO_SIDE_EFFECTS`.
const NO_SIDE_EFFECTS: u64 = 1;

/// Option that sets the level of an RPC.
pub(super) fn level(rpc: MethodView<'_>) -> Option<OptionView<'_>> {
    rpc.option(LEVEL)
}

/// Option by which an RPC promises to have no side effects.
pub(super) fn promise(rpc: MethodView<'_>) -> Option<OptionView<'_>> {
    level(rpc).filter(|level| level.as_varint() == Some(NO_SIDE_EFFECTS))
}

/// First of these words that the name of an RPC starts with, followed by another word or nothing.
pub(super) fn verb<'v>(rpc: MethodView<'_>, verbs: &[&'v str]) -> Option<&'v str> {
    let is_verb = |verb: &&&str| {
        let rest = rpc.name().strip_prefix(**verb);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    verbs.iter().find(is_verb).copied()
}
