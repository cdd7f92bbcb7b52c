//! Requests of BatchGet methods with a `names` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_REQUEST_NAMES_BEHAVIOR,
    "core::0231::request-names-behavior",
    "request_names_behavior.md",
    RequestField(Kind::BatchGet, "names", fields::required)
);
