//! Fields of the type `google.protobuf.Any`.

use crate::aip::checks::{fields, names};
use crate::aip::places;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0146_ANY, "core::0146::any", "any.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if fields::is_of(field, "google.protobuf.Any") && !names::is_common(cx.file.package()) {
        let message = format!("field `{}` should have a type that says more than `Any`", field.name());
        cx.report(field, places::ty(field), message);
    }
}
