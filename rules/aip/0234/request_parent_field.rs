//! Requests of BatchUpdate methods without a string `parent`.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_REQUEST_PARENT_FIELD,
    "core::0234::request-parent-field",
    "request_parent_field.md",
    Requests(Kind::BatchUpdate, |cx, request| batch::parent(cx, request, Kind::BatchUpdate))
);
