//! Partial results that do not say what is missing.

use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0217_RETURN_PARTIAL_SUCCESS_WITH_UNREACHABLE,
    "core::0217::return-partial-success-with-unreachable",
    "return_partial_success_with_unreachable.md",
    Across(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let (Some(request), Some(response)) = (rpc.input, rpc.output) else { return };
    if let Some(field) = request.field_named("return_partial_success")
        && response.field_named("unreachable").is_none()
    {
        let message = format!("`{}` should have a field `unreachable` for partial results", response.name());
        cx.report(field, field.located(), message);
    }
}
