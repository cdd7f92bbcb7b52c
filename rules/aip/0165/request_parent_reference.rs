//! Requests of Purge methods with a `parent` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0165_REQUEST_PARENT_REFERENCE,
    "core::0165::request-parent-reference",
    "request_parent_reference.md",
    RequestField(Kind::Purge, "parent", fields::reference)
);
