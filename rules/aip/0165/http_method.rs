//! Purge methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0165_HTTP_METHOD,
    "core::0165::http-method",
    "http_method.md",
    Methods(Kind::Purge, |cx, rpc| http::verb(cx, rpc, "POST"))
);
