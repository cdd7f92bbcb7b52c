//! Requests with pages whose `skip` is not an `int32`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0158_REQUEST_SKIP_FIELD,
    "core::0158::request-skip-field",
    "request_skip_field.md",
    RequestField(Kind::Paged, "skip", |cx, field| fields::singular(cx, field, Scalar::Int32))
);
