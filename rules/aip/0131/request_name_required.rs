//! Requests of Get methods without a `name`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0131_REQUEST_NAME_REQUIRED,
    "core::0131::request-name-required",
    "request_name_required.md",
    Requests(Kind::Get, |cx, request| fields::exists(cx, request, "name", "string"))
);
