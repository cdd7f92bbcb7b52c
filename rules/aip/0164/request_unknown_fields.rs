//! Requests of Undelete methods with fields of their own.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0164_REQUEST_UNKNOWN_FIELDS,
    "core::0164::request-unknown-fields",
    "request_unknown_fields.md",
    RequestFields(Kind::Undelete, |cx, field| fields::known(
        cx,
        field,
        &["name", "etag", "request_id", "validate_only"]
    ))
);
