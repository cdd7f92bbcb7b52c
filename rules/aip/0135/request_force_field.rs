//! Requests of Delete methods with a `force` that is not a `bool`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0135_REQUEST_FORCE_FIELD,
    "core::0135::request-force-field",
    "request_force_field.md",
    RequestField(Kind::Delete, "force", |cx, field| fields::singular(cx, field, Scalar::Bool))
);
