//! BatchGet methods whose HTTP route has a body.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_HTTP_BODY,
    "core::0231::http-body",
    "http_body.md",
    Methods(Kind::BatchGet, http::no_body)
);
