//! BatchUpdate methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_HTTP_METHOD,
    "core::0234::http-method",
    "http_method.md",
    Methods(Kind::BatchUpdate, |cx, rpc| http::verb(cx, rpc, "POST"))
);
