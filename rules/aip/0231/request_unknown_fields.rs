//! Requests of BatchGet methods with fields of their own.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_REQUEST_UNKNOWN_FIELDS,
    "core::0231::request-unknown-fields",
    "request_unknown_fields.md",
    RequestFields(Kind::BatchGet, |cx, field| fields::known(
        cx,
        field,
        &["names", "parent", "read_mask", "requests", "view"]
    ))
);
