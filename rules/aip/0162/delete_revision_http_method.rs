//! DeleteRevision methods with an HTTP verb other than `DELETE`.

use crate::aip::checks::http;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_DELETE_REVISION_HTTP_METHOD,
    "core::0162::delete-revision-http-method",
    "delete_revision_http_method.md",
    Methods(Kind::DeleteRevision, |cx, rpc| http::verb(cx, rpc, "DELETE"))
);
