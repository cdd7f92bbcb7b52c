//! Resource definitions whose type has no name.

use crate::aip::checks::patterns;

crate::aip::row!(
    AIP_0123_RESOURCE_DEFINITION_TYPE_NAME,
    "core::0123::resource-definition-type-name",
    "resource_definition_type_name.md",
    File(|cx| patterns::definitions(cx, patterns::fault_of_definition_type))
);
