//! Delete methods with an HTTP verb other than `DELETE`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0135_HTTP_METHOD,
    "core::0135::http-method",
    "http_method.md",
    Methods(Kind::Delete, |cx, rpc| http::verb(cx, rpc, "DELETE"))
);
