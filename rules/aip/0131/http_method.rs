//! Get methods with an HTTP verb other than `GET`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0131_HTTP_METHOD,
    "core::0131::http-method",
    "http_method.md",
    Methods(Kind::Get, |cx, rpc| http::verb(cx, rpc, "GET"))
);
