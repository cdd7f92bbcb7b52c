//! Requests of BatchUpdate methods with a `requests` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_REQUEST_REQUESTS_BEHAVIOR,
    "core::0234::request-requests-behavior",
    "request_requests_behavior.md",
    RequestField(Kind::BatchUpdate, "requests", fields::required)
);
