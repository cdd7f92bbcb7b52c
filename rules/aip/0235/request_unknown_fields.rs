//! Requests of BatchDelete methods with fields of their own.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0235_REQUEST_UNKNOWN_FIELDS,
    "core::0235::request-unknown-fields",
    "request_unknown_fields.md",
    RequestFields(Kind::BatchDelete, |cx, field| fields::known(
        cx,
        field,
        &["allow_missing", "force", "names", "parent", "request_id", "requests", "validate_only"]
    ))
);
