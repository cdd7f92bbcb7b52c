//! Create methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0133_HTTP_METHOD,
    "core::0133::http-method",
    "http_method.md",
    Methods(Kind::Create, |cx, rpc| http::verb(cx, rpc, "POST"))
);
