//! Requests of Create methods with a `parent` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0133_REQUEST_PARENT_BEHAVIOR,
    "core::0133::request-parent-behavior",
    "request_parent_behavior.md",
    RequestField(Kind::Create, "parent", fields::required)
);
