//! Requests of Delete methods with a `name` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0135_REQUEST_NAME_BEHAVIOR,
    "core::0135::request-name-behavior",
    "request_name_behavior.md",
    RequestField(Kind::Delete, "name", fields::required)
);
