//! Requests of Update methods with a mask of another type.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0134_REQUEST_MASK_FIELD,
    "core::0134::request-mask-field",
    "request_mask_field.md",
    RequestField(Kind::Update, "update_mask", |cx, field| fields::singular_message(
        cx,
        field,
        "google.protobuf.FieldMask",
        "google/protobuf/field_mask.proto"
    ))
);
