//! Responses of BatchDelete methods without a list of resources.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0235_RESPONSE_RESOURCE_FIELD,
    "core::0235::response-resource-field",
    "response_resource_field.md",
    Responses(Kind::BatchDelete, |cx, response| batch::resources(cx, response, Kind::BatchDelete))
);
