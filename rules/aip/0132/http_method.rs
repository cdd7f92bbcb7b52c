//! List methods with an HTTP verb other than `GET`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0132_HTTP_METHOD,
    "core::0132::http-method",
    "http_method.md",
    Methods(Kind::List, |cx, rpc| http::verb(cx, rpc, "GET"))
);
