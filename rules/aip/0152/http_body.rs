//! Run methods whose HTTP body is not the request.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0152_HTTP_BODY,
    "core::0152::http-body",
    "http_body.md",
    Methods(Kind::Run, http::star_body)
);
