//! Requests of BatchGet methods with a `parent` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_REQUEST_PARENT_REFERENCE,
    "core::0231::request-parent-reference",
    "request_parent_reference.md",
    RequestField(Kind::BatchGet, "parent", fields::reference)
);
