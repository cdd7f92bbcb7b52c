//! Requests of Run methods without a string `name`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0152_REQUEST_NAME_FIELD,
    "core::0152::request-name-field",
    "request_name_field.md",
    Requests(Kind::Run, |cx, request| fields::present(cx, request, "name", Scalar::String))
);
