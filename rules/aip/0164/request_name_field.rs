//! Requests of Undelete methods without a string `name`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0164_REQUEST_NAME_FIELD,
    "core::0164::request-name-field",
    "request_name_field.md",
    Requests(Kind::Undelete, |cx, request| fields::present(cx, request, "name", Scalar::String))
);
