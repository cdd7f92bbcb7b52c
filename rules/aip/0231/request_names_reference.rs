//! Requests of BatchGet methods with a `names` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_REQUEST_NAMES_REFERENCE,
    "core::0231::request-names-reference",
    "request_names_reference.md",
    RequestField(Kind::BatchGet, "names", fields::reference)
);
