//! Resource definitions without a pattern, or with a bad one.

use crate::aip::checks::patterns;

crate::aip::row!(
    AIP_0123_RESOURCE_DEFINITION_PATTERN,
    "core::0123::resource-definition-pattern",
    "resource_definition_pattern.md",
    File(|cx| patterns::definitions(cx, patterns::fault_of_pattern))
);
