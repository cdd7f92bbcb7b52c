//! Requests of Delete methods without a `name`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0135_REQUEST_NAME_REQUIRED,
    "core::0135::request-name-required",
    "request_name_required.md",
    Requests(Kind::Delete, |cx, request| fields::exists(cx, request, "name", "string"))
);
