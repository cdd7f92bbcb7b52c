//! Run methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0152_HTTP_METHOD,
    "core::0152::http-method",
    "http_method.md",
    Methods(Kind::Run, |cx, rpc| http::verb(cx, rpc, "POST"))
);
