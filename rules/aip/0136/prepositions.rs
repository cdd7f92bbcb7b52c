//! Methods with a preposition in their names.

use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::{self, snake};

crate::aip::row!(
    AIP_0136_PREPOSITIONS,
    "core::0136::prepositions",
    "prepositions.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    for word in snake(rpc.name()).split('_').filter(|word| words::is_preposition(word)) {
        let message = format!("the name of `{}` should not contain the preposition `{word}`", rpc.name());
        cx.report(rpc.view, rpc.view.name_place(), message);
    }
}
