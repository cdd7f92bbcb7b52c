//! Requests of BatchUpdate methods with a `parent` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_REQUEST_PARENT_REFERENCE,
    "core::0234::request-parent-reference",
    "request_parent_reference.md",
    RequestField(Kind::BatchUpdate, "parent", fields::reference)
);
