//! Requests of Purge methods with a `filter` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0165_REQUEST_FILTER_BEHAVIOR,
    "core::0165::request-filter-behavior",
    "request_filter_behavior.md",
    RequestField(Kind::Purge, "filter", fields::required)
);
