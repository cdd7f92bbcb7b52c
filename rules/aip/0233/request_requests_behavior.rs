//! Requests of BatchCreate methods with a `requests` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_REQUEST_REQUESTS_BEHAVIOR,
    "core::0233::request-requests-behavior",
    "request_requests_behavior.md",
    RequestField(Kind::BatchCreate, "requests", fields::required)
);
