//! Codes of a standard that are not strings.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::aip::{fixes, places};
use protune_compiler::schema::{FieldView, Scalar};

crate::aip::row!(AIP_0143_STRING_TYPE, "core::0143::string-type", "string_type.md", Fields(check));

const CODES: &[&str] = &["country_code", "currency_code", "language_code", "mime_type", "time_zone"];

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if !CODES.contains(&field.name()) || fields::type_name(field) == "string" {
        return;
    }
    if field.name() != "time_zone" || !fields::is_of(field, "google.type.TimeZone") {
        let message = format!("field `{}` should be a `string`", field.name());
        cx.report(field, places::ty(field), message).fix(|| fixes::retype(field, Scalar::String));
    }
}
