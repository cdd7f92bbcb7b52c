//! Requests of Purge methods with a `parent` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0165_REQUEST_PARENT_BEHAVIOR,
    "core::0165::request-parent-behavior",
    "request_parent_behavior.md",
    RequestField(Kind::Purge, "parent", fields::required)
);
