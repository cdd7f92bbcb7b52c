//! Requests of Commit methods with a `name` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_COMMIT_REQUEST_NAME_REFERENCE,
    "core::0162::commit-request-name-reference",
    "commit_request_name_reference.md",
    RequestField(Kind::Commit, "name", fields::reference)
);
