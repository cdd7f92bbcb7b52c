//! Fields `read_mask` of another type.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0157_REQUEST_READ_MASK_FIELD,
    "core::0157::request-read-mask-field",
    "request_read_mask_field.md",
    RequestField(Kind::Any, "read_mask", |cx, field| fields::singular_message(
        cx,
        field,
        "google.protobuf.FieldMask",
        "google/protobuf/field_mask.proto"
    ))
);
