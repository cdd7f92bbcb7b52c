//! Fields whose names begin with `num_`.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::inflection;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0141_COUNT_SUFFIX, "core::0141::count-suffix", "count_suffix.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if let Some(counted) = field.name().strip_prefix("num_") {
        fields::renamed(cx, field, &format!("{}_count", inflection::singular(counted)));
    }
}
