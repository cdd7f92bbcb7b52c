//! Operations whose types are not named.

use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0151_OPERATION_INFO,
    "core::0151::operation-info",
    "operation_info.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if rpc.is_lro() && rpc.info().is_none() {
        let message = format!("RPC `{}` should name the types of its operation", rpc.name());
        cx.report(rpc.view, rpc.view.located(), message)
            .help("set `response_type` and `metadata_type` of `google.longrunning.operation_info`");
    }
}
