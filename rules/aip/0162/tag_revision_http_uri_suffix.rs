//! TagRevision methods whose path lacks the end `:tagRevision`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_TAG_REVISION_HTTP_URI_SUFFIX,
    "core::0162::tag-revision-http-uri-suffix",
    "tag_revision_http_uri_suffix.md",
    Methods(Kind::Tag, |cx, rpc| http::suffix(cx, rpc, ":tagRevision"))
);
