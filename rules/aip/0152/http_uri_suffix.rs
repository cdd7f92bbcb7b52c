//! Run methods whose path lacks the end `:run`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0152_HTTP_URI_SUFFIX,
    "core::0152::http-uri-suffix",
    "http_uri_suffix.md",
    Methods(Kind::Run, |cx, rpc| http::suffix(cx, rpc, ":run"))
);
