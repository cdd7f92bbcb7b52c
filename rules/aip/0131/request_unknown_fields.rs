//! Requests of Get methods with fields of their own.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0131_REQUEST_UNKNOWN_FIELDS,
    "core::0131::request-unknown-fields",
    "request_unknown_fields.md",
    RequestFields(Kind::Get, |cx, field| fields::known(
        cx,
        field,
        &["name", "request_id", "read_mask", "view"]
    ))
);
