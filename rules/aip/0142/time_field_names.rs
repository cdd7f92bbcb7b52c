//! Timestamps that are not named `..._time`.

use crate::aip::checks::fields::{self, is_list};
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0142_TIME_FIELD_NAMES,
    "core::0142::time-field-names",
    "time_field_names.md",
    Fields(check)
);

/// Words that stand for a verb in its simple form.
const PAST: &[(&str, &str)] = &[
    ("created", "create_time"),
    ("creation", "create_time"),
    ("expired", "expire_time"),
    ("modified", "update_time"),
    ("updated", "update_time"),
    ("purged", "purge_time"),
];

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if !fields::is_of(field, "google.protobuf.Timestamp") {
        return;
    }
    let name = field.name();
    if let Some((_, want)) = PAST.iter().find(|(word, _)| name.contains(word)) {
        fields::renamed(cx, field, want);
    } else if !(name.ends_with("_time") || is_list(field) && name.ends_with("_times")) {
        let message = format!("the name of the timestamp `{name}` should end with `_time`");
        cx.report(field, field.name_place(), message);
    }
}
