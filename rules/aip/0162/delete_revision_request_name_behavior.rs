//! Requests of DeleteRevision methods with a `name` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_DELETE_REVISION_REQUEST_NAME_BEHAVIOR,
    "core::0162::delete-revision-request-name-behavior",
    "delete_revision_request_name_behavior.md",
    RequestField(Kind::DeleteRevision, "name", fields::required)
);
