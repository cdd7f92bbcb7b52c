//! BatchDelete methods whose HTTP body is not the request.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0235_HTTP_BODY,
    "core::0235::http-body",
    "http_body.md",
    Methods(Kind::BatchDelete, http::star_body)
);
