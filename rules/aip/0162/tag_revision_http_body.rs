//! TagRevision methods whose HTTP body is not the request.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_TAG_REVISION_HTTP_BODY,
    "core::0162::tag-revision-http-body",
    "tag_revision_http_body.md",
    Methods(Kind::Tag, http::star_body)
);
