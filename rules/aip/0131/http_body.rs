//! Get methods whose HTTP route has a body.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0131_HTTP_BODY,
    "core::0131::http-body",
    "http_body.md",
    Methods(Kind::Get, http::no_body)
);
