//! BatchDelete methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0235_HTTP_METHOD,
    "core::0235::http-method",
    "http_method.md",
    Methods(Kind::BatchDelete, |cx, rpc| http::verb(cx, rpc, "POST"))
);
