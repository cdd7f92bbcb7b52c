//! Fields `ttl` that are not durations.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::aip::{fixes, places};
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0214_TTL_TYPE, "core::0214::ttl-type", "ttl_type.md", Fields(check));

const DURATION: &str = "google.protobuf.Duration";

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field.name() == "ttl" && !fields::is_of(field, DURATION) {
        let facts = **cx;
        cx.report(field, places::ty(field), format!("field `ttl` should be `{DURATION}`"))
            .fix(|| fixes::to_message(facts, field, DURATION, "google/protobuf/duration.proto"));
    }
}
