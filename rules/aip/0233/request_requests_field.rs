//! Requests of BatchCreate methods that do not list requests.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_REQUEST_REQUESTS_FIELD,
    "core::0233::request-requests-field",
    "request_requests_field.md",
    Requests(Kind::BatchCreate, |cx, request| batch::requests(cx, request, Kind::BatchCreate, "Create"))
);
