//! Requests of BatchGet methods that do not list names.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_REQUEST_NAMES_FIELD,
    "core::0231::request-names-field",
    "request_names_field.md",
    Requests(Kind::BatchGet, |cx, request| batch::names(cx, request, Kind::BatchGet, "Get"))
);
