//! Rollback methods whose HTTP body is not the request.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_ROLLBACK_HTTP_BODY,
    "core::0162::rollback-http-body",
    "rollback_http_body.md",
    Methods(Kind::Rollback, http::star_body)
);
