//! Requests of BatchDelete methods with a `requests` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0235_REQUEST_REQUESTS_BEHAVIOR,
    "core::0235::request-requests-behavior",
    "request_requests_behavior.md",
    RequestField(Kind::BatchDelete, "requests", fields::required)
);
