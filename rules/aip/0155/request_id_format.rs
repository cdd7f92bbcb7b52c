//! Fields `request_id` without the format of a UUID.

use crate::aip::fixes;
use crate::aip::visit::Cx;
use crate::google::field_info::{self, Format};
use protune_compiler::schema::{FieldView, Scalar, Type};

crate::aip::row!(
    AIP_0155_REQUEST_ID_FORMAT,
    "core::0155::request-id-format",
    "request_id_format.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let is_meant = field.name() == "request_id" && field.ty() == Type::Scalar(Scalar::String);
    if is_meant && field_info::format(field) != Some(Format::Uuid4) {
        let facts = **cx;
        cx.report(field, field.located(), "field `request_id` should have the format `UUID4`")
            .fix(|| fixes::format(facts, field, "UUID4"));
    }
}
