//! Requests of BatchDelete methods with a `names` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0235_REQUEST_NAMES_REFERENCE,
    "core::0235::request-names-reference",
    "request_names_reference.md",
    RequestField(Kind::BatchDelete, "names", fields::reference)
);
