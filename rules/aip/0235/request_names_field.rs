//! Requests of BatchDelete methods that do not list names.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0235_REQUEST_NAMES_FIELD,
    "core::0235::request-names-field",
    "request_names_field.md",
    Requests(Kind::BatchDelete, |cx, request| batch::names(cx, request, Kind::BatchDelete, "Delete"))
);
