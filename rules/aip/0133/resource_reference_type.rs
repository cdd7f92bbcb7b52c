//! Create methods whose `parent` refers to the resource itself.

use crate::aip::checks::resources;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0133_RESOURCE_REFERENCE_TYPE,
    "core::0133::resource-reference-type",
    "resource_reference_type.md",
    Across(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if let Some(response) = cx.response(rpc) {
        resources::parent_refers(cx, rpc.input, response);
    }
}
