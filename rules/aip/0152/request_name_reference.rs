//! Requests of Run methods with a `name` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0152_REQUEST_NAME_REFERENCE,
    "core::0152::request-name-reference",
    "request_name_reference.md",
    RequestField(Kind::Run, "name", fields::reference)
);
