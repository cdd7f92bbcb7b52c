//! Requests of Run methods with a `name` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0152_REQUEST_NAME_BEHAVIOR,
    "core::0152::request-name-behavior",
    "request_name_behavior.md",
    RequestField(Kind::Run, "name", fields::required)
);
