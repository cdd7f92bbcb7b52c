//! Responses of BatchCreate methods without a list of resources.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_RESPONSE_RESOURCE_FIELD,
    "core::0233::response-resource-field",
    "response_resource_field.md",
    Responses(Kind::BatchCreate, |cx, response| batch::resources(cx, response, Kind::BatchCreate))
);
