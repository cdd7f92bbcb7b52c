//! Commit methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_COMMIT_HTTP_METHOD,
    "core::0162::commit-http-method",
    "commit_http_method.md",
    Methods(Kind::Commit, |cx, rpc| http::verb(cx, rpc, "POST"))
);
