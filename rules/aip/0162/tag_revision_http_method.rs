//! TagRevision methods with an HTTP verb other than `POST`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_TAG_REVISION_HTTP_METHOD,
    "core::0162::tag-revision-http-method",
    "tag_revision_http_method.md",
    Methods(Kind::Tag, |cx, rpc| http::verb(cx, rpc, "POST"))
);
