//! Requests of List methods that require other fields.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0132_REQUEST_REQUIRED_FIELDS,
    "core::0132::request-required-fields",
    "request_required_fields.md",
    Requests(Kind::List, |cx, request| fields::only_required(cx, request, &["parent"]))
);
