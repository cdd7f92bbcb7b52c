//! Undelete methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0164_HTTP_METHOD,
    "core::0164::http-method",
    "http_method.md",
    Methods(Kind::Undelete, |cx, rpc| http::verb(cx, rpc, "POST"))
);
