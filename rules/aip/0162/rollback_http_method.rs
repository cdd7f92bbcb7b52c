//! Rollback methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_ROLLBACK_HTTP_METHOD,
    "core::0162::rollback-http-method",
    "rollback_http_method.md",
    Methods(Kind::Rollback, |cx, rpc| http::verb(cx, rpc, "POST"))
);
