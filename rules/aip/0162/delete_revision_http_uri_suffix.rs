//! DeleteRevision methods whose path lacks the end `:deleteRevision`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_DELETE_REVISION_HTTP_URI_SUFFIX,
    "core::0162::delete-revision-http-uri-suffix",
    "delete_revision_http_uri_suffix.md",
    Methods(Kind::DeleteRevision, |cx, rpc| http::suffix(cx, rpc, ":deleteRevision"))
);
