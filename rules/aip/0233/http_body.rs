//! BatchCreate methods whose HTTP body is not the request.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_HTTP_BODY,
    "core::0233::http-body",
    "http_body.md",
    Methods(Kind::BatchCreate, http::star_body)
);
