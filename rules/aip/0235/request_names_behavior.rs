//! Requests of BatchDelete methods with a `names` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0235_REQUEST_NAMES_BEHAVIOR,
    "core::0235::request-names-behavior",
    "request_names_behavior.md",
    RequestField(Kind::BatchDelete, "names", fields::required)
);
