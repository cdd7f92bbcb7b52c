//! Requests of Rollback methods with a `name` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_ROLLBACK_REQUEST_NAME_REFERENCE,
    "core::0162::rollback-request-name-reference",
    "rollback_request_name_reference.md",
    RequestField(Kind::Rollback, "name", fields::reference)
);
