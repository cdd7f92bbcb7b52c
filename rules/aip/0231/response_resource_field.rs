//! Responses of BatchGet methods without a list of resources.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_RESPONSE_RESOURCE_FIELD,
    "core::0231::response-resource-field",
    "response_resource_field.md",
    Responses(Kind::BatchGet, |cx, response| batch::resources(cx, response, Kind::BatchGet))
);
