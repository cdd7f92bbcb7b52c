//! Resource definitions with bad names of variables.

use crate::aip::checks::patterns;

crate::aip::row!(
    AIP_0123_RESOURCE_DEFINITION_VARIABLES,
    "core::0123::resource-definition-variables",
    "resource_definition_variables.md",
    File(|cx| patterns::definitions(cx, patterns::fault_of_variables))
);
