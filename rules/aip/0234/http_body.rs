//! BatchUpdate methods whose HTTP body is not the request.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_HTTP_BODY,
    "core::0234::http-body",
    "http_body.md",
    Methods(Kind::BatchUpdate, http::star_body)
);
