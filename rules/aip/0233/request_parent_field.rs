//! Requests of BatchCreate methods without a string `parent`.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_REQUEST_PARENT_FIELD,
    "core::0233::request-parent-field",
    "request_parent_field.md",
    Requests(Kind::BatchCreate, |cx, request| batch::parent(cx, request, Kind::BatchCreate))
);
