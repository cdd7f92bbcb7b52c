//! Purge methods whose HTTP body is not the request.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0165_HTTP_BODY,
    "core::0165::http-body",
    "http_body.md",
    Methods(Kind::Purge, http::star_body)
);
