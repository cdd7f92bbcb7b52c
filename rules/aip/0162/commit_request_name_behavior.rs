//! Requests of Commit methods with a `name` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_COMMIT_REQUEST_NAME_BEHAVIOR,
    "core::0162::commit-request-name-behavior",
    "commit_request_name_behavior.md",
    RequestField(Kind::Commit, "name", fields::required)
);
