//! Requests of BatchDelete methods with a `parent` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0235_REQUEST_PARENT_REFERENCE,
    "core::0235::request-parent-reference",
    "request_parent_reference.md",
    RequestField(Kind::BatchDelete, "parent", fields::reference)
);
