//! Requests of Create methods that require other fields.

use crate::aip::checks::{creates, fields};
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0133_REQUEST_REQUIRED_FIELDS,
    "core::0133::request-required-fields",
    "request_required_fields.md",
    Across(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let (Some(request), Some(noun)) = (rpc.input, creates::field_of_method(cx, rpc)) else { return };
    fields::only_required(cx, request, &["parent", &noun, &format!("{noun}_id")]);
}
