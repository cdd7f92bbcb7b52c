//! Requests of Undelete methods with a `name` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0164_REQUEST_NAME_BEHAVIOR,
    "core::0164::request-name-behavior",
    "request_name_behavior.md",
    RequestField(Kind::Undelete, "name", fields::required)
);
