//! Requests of BatchUpdate methods that do not list requests.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_REQUEST_REQUESTS_FIELD,
    "core::0234::request-requests-field",
    "request_requests_field.md",
    Requests(Kind::BatchUpdate, |cx, request| batch::requests(cx, request, Kind::BatchUpdate, "Update"))
);
