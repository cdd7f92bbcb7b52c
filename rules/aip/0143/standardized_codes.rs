//! Fields for codes of a standard with other names.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0143_STANDARDIZED_CODES,
    "core::0143::standardized-codes",
    "standardized_codes.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let want = match field.name() {
        "content_type" | "mime" | "mimetype" => "mime_type",
        "country" | "country_code" => "region_code",
        "currency" => "currency_code",
        "lang" | "language" => "language_code",
        "tz" | "timezone" => "time_zone",
        _ => return,
    };
    if !fields::has_reference(field) {
        fields::renamed(cx, field, want);
    }
}
