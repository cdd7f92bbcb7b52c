//! Operations without a type of their result.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::places;
use crate::aip::visit::Cx;
use crate::google::operation;

crate::aip::row!(
    AIP_0151_LRO_RESPONSE_TYPE,
    "core::0151::lro-response-type",
    "lro_response_type.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if rpc.info().is_none() || !rpc.is_lro() {
        return;
    }
    let deletes = rpc.name().starts_with("Delete") || rpc.name().starts_with("BatchDelete");
    let name = rpc.response_type();
    if name.is_empty() || !deletes && matches!(name, "Empty" | methods::EMPTY) {
        let message = format!("the operation of `{}` should have a `response_type` of its own", rpc.name());
        cx.report(rpc.view, places::option(rpc.view, operation::EXTENSION), message);
    }
}
