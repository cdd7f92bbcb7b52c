//! Requests of List methods with a `parent` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0132_REQUEST_PARENT_REFERENCE,
    "core::0132::request-parent-reference",
    "request_parent_reference.md",
    RequestField(Kind::List, "parent", fields::reference)
);
