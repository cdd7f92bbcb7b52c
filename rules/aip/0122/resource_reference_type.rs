//! References to resources in fields that are not strings.

use crate::aip::checks::resources;

crate::aip::row!(
    AIP_0122_RESOURCE_REFERENCE_TYPE,
    "core::0122::resource-reference-type",
    "resource_reference_type.md",
    Fields(resources::reference_is_string)
);
