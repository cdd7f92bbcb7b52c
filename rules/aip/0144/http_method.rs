//! Add and Remove methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0144_HTTP_METHOD,
    "core::0144::http-method",
    "http_method.md",
    Methods(Kind::AddRemove, |cx, rpc| http::verb(cx, rpc, "POST"))
);
