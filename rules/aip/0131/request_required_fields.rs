//! Requests of Get methods that require other fields.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0131_REQUEST_REQUIRED_FIELDS,
    "core::0131::request-required-fields",
    "request_required_fields.md",
    Requests(Kind::Get, |cx, request| fields::only_required(cx, request, &["name"]))
);
