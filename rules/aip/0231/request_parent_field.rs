//! Requests of BatchGet methods without a string `parent`.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_REQUEST_PARENT_FIELD,
    "core::0231::request-parent-field",
    "request_parent_field.md",
    Requests(Kind::BatchGet, |cx, request| batch::parent(cx, request, Kind::BatchGet))
);
