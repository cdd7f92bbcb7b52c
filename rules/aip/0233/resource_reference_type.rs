//! BatchCreate methods whose `parent` refers to the resource itself.

use crate::aip::checks::{resources, services};
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0233_RESOURCE_REFERENCE_TYPE,
    "core::0233::resource-reference-type",
    "resource_reference_type.md",
    Across(Kind::BatchCreate, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if let Some(listed) = cx.response(rpc).and_then(services::first_listed) {
        resources::parent_refers(cx, rpc.input, listed);
    }
}
