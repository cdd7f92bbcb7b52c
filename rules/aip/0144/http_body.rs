//! Add and Remove methods whose HTTP body is not the request.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0144_HTTP_BODY,
    "core::0144::http-body",
    "http_body.md",
    Methods(Kind::AddRemove, http::star_body)
);
