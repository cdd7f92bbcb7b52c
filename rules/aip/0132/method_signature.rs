//! List methods whose signature is not `parent`.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0132_METHOD_SIGNATURE,
    "core::0132::method-signature",
    "method_signature.md",
    Methods(Kind::List, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if rpc.input.is_some_and(|request| request.field_named("parent").is_some()) {
        methods::signature(cx, rpc, &["parent"]);
    }
}
