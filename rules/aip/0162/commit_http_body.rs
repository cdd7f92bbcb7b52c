//! Commit methods whose HTTP body is not the request.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_COMMIT_HTTP_BODY,
    "core::0162::commit-http-body",
    "commit_http_body.md",
    Methods(Kind::Commit, http::star_body)
);
