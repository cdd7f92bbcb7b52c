//! Update methods with an HTTP verb other than `PATCH`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0134_HTTP_METHOD,
    "core::0134::http-method",
    "http_method.md",
    Methods(Kind::Update, |cx, rpc| http::verb(cx, rpc, "PATCH"))
);
