//! Requests of Undelete methods with a `name` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0164_REQUEST_NAME_REFERENCE,
    "core::0164::request-name-reference",
    "request_name_reference.md",
    RequestField(Kind::Undelete, "name", fields::reference)
);
