//! Responses of BatchUpdate methods without a list of resources.

use crate::aip::checks::batch;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_RESPONSE_RESOURCE_FIELD,
    "core::0234::response-resource-field",
    "response_resource_field.md",
    Responses(Kind::BatchUpdate, |cx, response| batch::resources(cx, response, Kind::BatchUpdate))
);
