//! Strings whose comment speaks of Base64.

use crate::aip::visit::Cx;
use protune_compiler::schema::{FieldView, Scalar, Type};

crate::aip::row!(AIP_0140_BASE64, "core::0140::base64", "base64.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field.ty() != Type::Scalar(Scalar::String) {
        return;
    }
    let comment = field.leading_comment();
    if !comment.contains("64") {
        return;
    }
    let comment = comment.to_lowercase();
    if comment.contains("base64") || comment.contains("base-64") {
        let message = format!("field `{}` should be `bytes`, because it holds Base64", field.name());
        cx.report(field, field.located(), message);
    }
}
