//! Undelete methods whose HTTP body is not the request.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0164_HTTP_BODY,
    "core::0164::http-body",
    "http_body.md",
    Methods(Kind::Undelete, http::star_body)
);
