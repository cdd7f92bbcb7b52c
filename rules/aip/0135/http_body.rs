//! Delete methods whose HTTP route has a body.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0135_HTTP_BODY,
    "core::0135::http-body",
    "http_body.md",
    Methods(Kind::Delete, http::no_body)
);
