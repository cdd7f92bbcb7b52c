//! Requests of Create methods with a `parent` that is not a string.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0133_REQUEST_PARENT_FIELD,
    "core::0133::request-parent-field",
    "request_parent_field.md",
    RequestField(Kind::Create, "parent", |cx, field| fields::singular(cx, field, Scalar::String))
);
