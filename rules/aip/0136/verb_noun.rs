//! Methods that are named by a verb alone.

use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;

crate::aip::row!(AIP_0136_VERB_NOUN, "core::0136::verb-noun", "verb_noun.md", Methods(Kind::Any, check));

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if !snake(rpc.name()).contains('_') {
        let message = format!("the name of `{}` should be a verb and a noun", rpc.name());
        cx.report(rpc.view, rpc.view.name_place(), message);
    }
}
