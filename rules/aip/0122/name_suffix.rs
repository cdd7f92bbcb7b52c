//! Fields whose names end with `_name`.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0122_NAME_SUFFIX, "core::0122::name-suffix", "name_suffix.md", Fields(check));

/// Names that are in use everywhere.
const KEPT: &[&str] =
    &["display_name", "family_name", "given_name", "full_resource_name", "crypto_key_name", "cmek_key_name"];

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let name = field.name();
    let Some(want) = name.strip_suffix("_name") else { return };
    if !name.ends_with("_display_name") && !KEPT.contains(&name) {
        fields::renamed(cx, field, want);
    }
}
