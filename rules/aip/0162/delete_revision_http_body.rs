//! DeleteRevision methods whose HTTP route has a body.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_DELETE_REVISION_HTTP_BODY,
    "core::0162::delete-revision-http-body",
    "delete_revision_http_body.md",
    Methods(Kind::DeleteRevision, http::no_body)
);
