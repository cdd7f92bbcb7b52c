//! Commit methods whose path lacks the end `:commit`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_COMMIT_HTTP_URI_SUFFIX,
    "core::0162::commit-http-uri-suffix",
    "commit_http_uri_suffix.md",
    Methods(Kind::Commit, |cx, rpc| http::suffix(cx, rpc, ":commit"))
);
