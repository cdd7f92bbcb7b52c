//! Fields named `dry_run`.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0163_SYNONYMS, "core::0163::synonyms", "synonyms.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field.name() == "dry_run" {
        fields::renamed(cx, field, "validate_only");
    }
}
