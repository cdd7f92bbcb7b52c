//! RPCs: what they take and give, and whether they can be repeated, as it was.

use super::options::replace_value;
use super::{is_message_at_hand, replace};
use crate::contracts::{Change, Effects};
use crate::edits;
use crate::pair::Pair;
use protune_compiler::diagnostic::Fix;
use protune_compiler::schema::*;
use protune_compiler::syntax::{RpcDecl, RpcType};

/// Lets an RPC take what it took, as a stream or not, which undoes these effects.
pub(crate) fn restore_input(
    pair: &Pair<'_>,
    before: MethodView<'_>,
    after: MethodView<'_>,
    effects: Effects,
) -> Option<Fix> {
    let written = [before, after].map(|method| RpcDecl::cast(method.node())?.input());
    restore(pair, before.input()?, [before.file, after.file], written, effects)
}

/// Lets an RPC give what it gave, as a stream or not, which undoes these effects.
pub(crate) fn restore_output(
    pair: &Pair<'_>,
    before: MethodView<'_>,
    after: MethodView<'_>,
    effects: Effects,
) -> Option<Fix> {
    let written = [before, after].map(|method| RpcDecl::cast(method.node())?.output());
    restore(pair, before.output()?, [before.file, after.file], written, effects)
}

fn restore(
    pair: &Pair<'_>,
    message: MessageView<'_>,
    [before, after]: [FileView<'_>; 2],
    [was, is]: [Option<RpcType<'_>>; 2],
    effects: Effects,
) -> Option<Fix> {
    let (was, is) = (was?.node(), is?.node());
    if !is_message_at_hand(pair, after, message) || before.package() != after.package() {
        return None;
    }
    let title = format!("restore `{}`", was.text());
    Some(effects.undone().fix(&title, vec![replace(after, is.span(), was.text())]))
}

/// `idempotency_level` of `MethodOptions`.
const LEVEL: &[OptionStep] = &[(34, "idempotency_level")];

/// Sets the idempotency to what it was, or takes it out.
pub(crate) fn restore_idempotency(after: MethodView<'_>, was: &str, is_set: bool) -> Option<Fix> {
    let statement = format!("idempotency_level = {was}");
    let (title, edit) = match after.option_span(LEVEL) {
        Some(span) if is_set => (format!("set `{statement}`"), replace_value(after.file, span, was)?),
        Some(span) => ("remove the option".to_owned(), edits::remove_statement(after.file, span)),
        None => (format!("set `{statement}`"), edits::add_option(after.file, after.node(), &statement)?),
    };
    Some(Change::Idempotency.effects().fix(&title, vec![edit]))
}
