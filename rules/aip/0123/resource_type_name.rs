//! Resources whose type has no name in UpperCamelCase.

use crate::aip::checks::patterns;

crate::aip::row!(
    AIP_0123_RESOURCE_TYPE_NAME,
    "core::0123::resource-type-name",
    "resource_type_name.md",
    Messages(|cx, message| patterns::annotation(cx, message, patterns::fault_of_type))
);
