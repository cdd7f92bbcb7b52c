//! Requests of DeleteRevision methods with a `name` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_DELETE_REVISION_REQUEST_NAME_REFERENCE,
    "core::0162::delete-revision-request-name-reference",
    "delete_revision_request_name_reference.md",
    RequestField(Kind::DeleteRevision, "name", fields::reference)
);
