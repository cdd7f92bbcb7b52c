//! Parents of lists that refer to the listed resource.

use crate::aip::checks::{fields, resources};
use crate::aip::kinds::Kind;
use crate::aip::places;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0132_REQUEST_PARENT_VALID_REFERENCE,
    "core::0132::request-parent-valid-reference",
    "request_parent_valid_reference.md",
    RequestField(Kind::List, "parent", check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let (Some(request), Some(refers)) = (field.message(), resources::refers(field)) else { return };
    let Some(response) = cx.find_message(&request.name().replacen("Request", "Response", 1)) else { return };
    let is_meant = |message| cx.annotation(message).is_some_and(|it| it.ty() == refers.ty());
    if !refers.ty().is_empty() && response.fields().filter_map(fields::message_of).any(is_meant) {
        let message = format!("field `parent` should refer to the parent of `{}`", refers.ty());
        cx.report(field, places::option(field, places::REFERENCE), message)
            .fix(|| resources::to_parent_of(&refers, refers.ty()));
    }
}
