//! Requests of List methods with a `parent` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0132_REQUEST_PARENT_BEHAVIOR,
    "core::0132::request-parent-behavior",
    "request_parent_behavior.md",
    RequestField(Kind::List, "parent", fields::required)
);
