//! Rollback methods whose path lacks the end `:rollback`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_ROLLBACK_HTTP_URI_SUFFIX,
    "core::0162::rollback-http-uri-suffix",
    "rollback_http_uri_suffix.md",
    Methods(Kind::Rollback, |cx, rpc| http::suffix(cx, rpc, ":rollback"))
);
