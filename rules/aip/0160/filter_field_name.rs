//! Requests with a field `filters`.

use crate::aip::checks::fields;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0160_FILTER_FIELD_NAME,
    "core::0160::filter-field-name",
    "filter_field_name.md",
    Across(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if !rpc.is(Kind::List) && !rpc.is(Kind::Custom) {
        return;
    }
    if let Some(field) = rpc.input.and_then(|request| request.field_named("filters")) {
        fields::renamed(cx, field, "filter");
    }
}
