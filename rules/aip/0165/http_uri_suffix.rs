//! Purge methods whose path lacks the end `:purge`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0165_HTTP_URI_SUFFIX,
    "core::0165::http-uri-suffix",
    "http_uri_suffix.md",
    Methods(Kind::Purge, |cx, rpc| http::suffix(cx, rpc, ":purge"))
);
