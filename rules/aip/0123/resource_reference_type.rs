//! References to resources in fields that are not strings.

use crate::aip::checks::resources;

crate::aip::row!(
    AIP_0123_RESOURCE_REFERENCE_TYPE,
    "core::0123::resource-reference-type",
    "resource_reference_type.md",
    Fields(resources::reference_is_string)
);
