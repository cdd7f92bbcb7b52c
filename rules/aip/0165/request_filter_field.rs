//! Requests of Purge methods without a string `filter`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0165_REQUEST_FILTER_FIELD,
    "core::0165::request-filter-field",
    "request_filter_field.md",
    Requests(Kind::Purge, |cx, request| fields::present(cx, request, "filter", Scalar::String))
);
