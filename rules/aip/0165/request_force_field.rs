//! Requests of Purge methods without a `force` of type `bool`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0165_REQUEST_FORCE_FIELD,
    "core::0165::request-force-field",
    "request_force_field.md",
    Requests(Kind::Purge, |cx, request| fields::present(cx, request, "force", Scalar::Bool))
);
