//! Requests of Get methods with a `name` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0131_REQUEST_NAME_REFERENCE,
    "core::0131::request-name-reference",
    "request_name_reference.md",
    RequestField(Kind::Get, "name", fields::reference)
);
