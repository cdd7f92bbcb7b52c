//! Offsets whose comment does not say what they are relative to.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0142_DURATION_OFFSET_COMMENT,
    "core::0142::duration-offset-comment",
    "duration_offset_comment.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if !field.name().ends_with("_offset") || !fields::is_of(field, "google.protobuf.Duration") {
        return;
    }
    let comment = field.leading_comment().to_lowercase();
    if !comment.contains("relative") && !comment.contains("in respect") {
        let message = format!("the comment of `{}` should say what the offset is relative to", field.name());
        cx.report(field, field.located(), message);
    }
}
