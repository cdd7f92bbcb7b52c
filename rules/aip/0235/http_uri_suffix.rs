//! BatchDelete methods whose path lacks the end `:batchDelete`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0235_HTTP_URI_SUFFIX,
    "core::0235::http-uri-suffix",
    "http_uri_suffix.md",
    Methods(Kind::BatchDelete, |cx, rpc| http::suffix(cx, rpc, ":batchDelete"))
);
