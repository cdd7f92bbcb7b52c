//! Requests whose `filter` is not a string.

use crate::aip::checks::fields;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::{fixes, places};
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0160_FILTER_FIELD_TYPE,
    "core::0160::filter-field-type",
    "filter_field_type.md",
    Across(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if !rpc.is(Kind::List) && !rpc.is(Kind::Custom) {
        return;
    }
    if let Some(field) = rpc.input.and_then(|request| request.field_named("filter"))
        && fields::type_name(field) != "string"
    {
        cx.report(field, places::ty(field), "field `filter` should be a `string`")
            .fix(|| fixes::retype(field, Scalar::String));
    }
}
