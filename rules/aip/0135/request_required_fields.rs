//! Requests of Delete methods that require other fields.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0135_REQUEST_REQUIRED_FIELDS,
    "core::0135::request-required-fields",
    "request_required_fields.md",
    Requests(Kind::Delete, |cx, request| fields::only_required(cx, request, &["name", "etag"]))
);
