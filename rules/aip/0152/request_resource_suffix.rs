//! Requests of Run methods that refer to no job.

use crate::aip::checks::resources;
use crate::aip::kinds::Kind;
use crate::aip::places;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0152_REQUEST_RESOURCE_SUFFIX,
    "core::0152::request-resource-suffix",
    "request_resource_suffix.md",
    RequestField(Kind::Run, "name", check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let Some(refers) = resources::refers(field) else { return };
    if !refers.ty().ends_with("Job") {
        let message = format!("field `name` should refer to a job, not to `{}`", refers.ty());
        cx.report(field, places::option(field, places::REFERENCE), message);
    }
}
