//! Requests of BatchCreate methods with fields of their own.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_REQUEST_UNKNOWN_FIELDS,
    "core::0233::request-unknown-fields",
    "request_unknown_fields.md",
    RequestFields(Kind::BatchCreate, |cx, field| fields::known(
        cx,
        field,
        &["parent", "request_id", "requests", "validate_only"]
    ))
);
