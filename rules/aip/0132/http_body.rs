//! List methods whose HTTP route has a body.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0132_HTTP_BODY,
    "core::0132::http-body",
    "http_body.md",
    Methods(Kind::List, http::no_body)
);
