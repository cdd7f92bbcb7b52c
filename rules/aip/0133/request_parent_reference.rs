//! Requests of Create methods with a `parent` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0133_REQUEST_PARENT_REFERENCE,
    "core::0133::request-parent-reference",
    "request_parent_reference.md",
    RequestField(Kind::Create, "parent", fields::reference)
);
