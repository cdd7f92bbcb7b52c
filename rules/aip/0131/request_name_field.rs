//! Requests of Get methods with a `name` that is not a string.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0131_REQUEST_NAME_FIELD,
    "core::0131::request-name-field",
    "request_name_field.md",
    RequestField(Kind::Get, "name", |cx, field| fields::singular(cx, field, Scalar::String))
);
