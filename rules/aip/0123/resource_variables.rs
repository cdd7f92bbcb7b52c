//! Resource patterns with bad names of variables.

use crate::aip::checks::patterns;

crate::aip::row!(
    AIP_0123_RESOURCE_VARIABLES,
    "core::0123::resource-variables",
    "resource_variables.md",
    Messages(|cx, message| patterns::annotation(cx, message, patterns::fault_of_variables))
);
