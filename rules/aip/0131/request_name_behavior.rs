//! Requests of Get methods with a `name` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0131_REQUEST_NAME_BEHAVIOR,
    "core::0131::request-name-behavior",
    "request_name_behavior.md",
    RequestField(Kind::Get, "name", fields::required)
);
