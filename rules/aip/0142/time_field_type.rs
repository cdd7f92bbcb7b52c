//! Fields named like a time that hold a number or a string.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::aip::{fixes, places};
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0142_TIME_FIELD_TYPE,
    "core::0142::time-field-type",
    "time_field_type.md",
    Fields(check)
);

const WORDS: &[&str] = &[
    "date",
    "datetime",
    "ms",
    "msec",
    "msecs",
    "millis",
    "nanos",
    "ns",
    "nsec",
    "nsecs",
    "sec",
    "secs",
    "seconds",
    "time",
    "timestamp",
    "us",
    "usec",
    "usecs",
];
const TYPES: &[&str] = &[TIMESTAMP, "google.type.Date", "google.type.DateTime", "google.type.TimeOfDay"];
const TIMESTAMP: &str = "google.protobuf.Timestamp";

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let last = field.name().rsplit('_').next().unwrap_or_default();
    if !WORDS.contains(&last) || TYPES.contains(&&*fields::type_name(field)) {
        return;
    }
    let facts = **cx;
    let message = format!("field `{}` should be `{TIMESTAMP}` or another type of time", field.name());
    cx.report(field, places::ty(field), message)
        .fix(|| fixes::to_message(facts, field, TIMESTAMP, "google/protobuf/timestamp.proto"));
}
