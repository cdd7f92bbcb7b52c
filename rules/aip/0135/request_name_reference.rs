//! Requests of Delete methods with a `name` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0135_REQUEST_NAME_REFERENCE,
    "core::0135::request-name-reference",
    "request_name_reference.md",
    RequestField(Kind::Delete, "name", fields::reference)
);
