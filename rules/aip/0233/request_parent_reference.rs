//! Requests of BatchCreate methods with a `parent` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_REQUEST_PARENT_REFERENCE,
    "core::0233::request-parent-reference",
    "request_parent_reference.md",
    RequestField(Kind::BatchCreate, "parent", fields::reference)
);
