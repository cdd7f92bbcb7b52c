//! Fields named `..._time_offset` that are not durations.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::aip::{fixes, places};
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0142_TIME_OFFSET_TYPE,
    "core::0142::time-offset-type",
    "time_offset_type.md",
    Fields(check)
);

const DURATION: &str = "google.protobuf.Duration";

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field.name().ends_with("_time_offset") && !fields::is_of(field, DURATION) {
        let facts = **cx;
        let message = format!("field `{}` should be `{DURATION}`", field.name());
        cx.report(field, places::ty(field), message)
            .fix(|| fixes::to_message(facts, field, DURATION, "google/protobuf/duration.proto"));
    }
}
