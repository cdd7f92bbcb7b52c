//! BatchCreate methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_HTTP_METHOD,
    "core::0233::http-method",
    "http_method.md",
    Methods(Kind::BatchCreate, |cx, rpc| http::verb(cx, rpc, "POST"))
);
