//! Update methods without the usual signature.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;

crate::aip::row!(
    AIP_0134_METHOD_SIGNATURE,
    "core::0134::method-signature",
    "method_signature.md",
    Methods(Kind::Update, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    methods::signature(cx, rpc, &[&snake(Kind::Update.noun(rpc.name())), "update_mask"]);
}
