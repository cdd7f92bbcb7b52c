//! BatchCreate methods whose path lacks the end `:batchCreate`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_HTTP_URI_SUFFIX,
    "core::0233::http-uri-suffix",
    "http_uri_suffix.md",
    Methods(Kind::BatchCreate, |cx, rpc| http::suffix(cx, rpc, ":batchCreate"))
);
