//! Resources without a pattern, or with a bad one.

use crate::aip::checks::patterns;

crate::aip::row!(
    AIP_0123_RESOURCE_PATTERN,
    "core::0123::resource-pattern",
    "resource_pattern.md",
    Messages(|cx, message| patterns::annotation(cx, message, patterns::fault_of_pattern))
);
