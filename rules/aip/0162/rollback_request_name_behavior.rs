//! Requests of Rollback methods with a `name` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_ROLLBACK_REQUEST_NAME_BEHAVIOR,
    "core::0162::rollback-request-name-behavior",
    "rollback_request_name_behavior.md",
    RequestField(Kind::Rollback, "name", fields::required)
);
