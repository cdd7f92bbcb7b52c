//! Requests of Rollback methods without a string `name`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0162_ROLLBACK_REQUEST_NAME_FIELD,
    "core::0162::rollback-request-name-field",
    "rollback_request_name_field.md",
    Requests(Kind::Rollback, |cx, request| fields::present(cx, request, "name", Scalar::String))
);
