//! Requests of BatchUpdate methods with fields of their own.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_REQUEST_UNKNOWN_FIELDS,
    "core::0234::request-unknown-fields",
    "request_unknown_fields.md",
    RequestFields(Kind::BatchUpdate, |cx, field| fields::known(
        cx,
        field,
        &["allow_missing", "parent", "request_id", "requests", "update_mask", "validate_only"]
    ))
);
