//! BatchUpdate methods whose path lacks the end `:batchUpdate`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_HTTP_URI_SUFFIX,
    "core::0234::http-uri-suffix",
    "http_uri_suffix.md",
    Methods(Kind::BatchUpdate, |cx, rpc| http::suffix(cx, rpc, ":batchUpdate"))
);
