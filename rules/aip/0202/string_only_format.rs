//! Formats of strings on other fields.

use crate::aip::fixes;
use crate::aip::visit::Cx;
use crate::google::field_info;
use protune_compiler::schema::{FieldView, OptionView, Scalar, Type};

crate::aip::row!(
    AIP_0202_STRING_ONLY_FORMAT,
    "core::0202::string-only-format",
    "string_only_format.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field_info::format(field).is_some() && field.ty() != Type::Scalar(Scalar::String) {
        let message = format!("field `{}` is not a string and should have no format", field.name());
        cx.report(field, field.located(), message).fix(|| {
            let is_format = |option: &OptionView<'_>| {
                option.field().is_some_and(|it| it.extension_name() == field_info::EXTENSION)
            };
            fixes::remove_option(field, field.options().find(is_format)?, "remove the format")
        });
    }
}
