//! BatchGet methods with an HTTP verb other than `GET`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_HTTP_METHOD,
    "core::0231::http-method",
    "http_method.md",
    Methods(Kind::BatchGet, |cx, rpc| http::verb(cx, rpc, "GET"))
);
