//! Responses of Purge methods without a `purge_count`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0165_RESPONSE_PURGE_COUNT_FIELD,
    "core::0165::response-purge-count-field",
    "response_purge_count_field.md",
    Responses(Kind::Purge, |cx, response| fields::present(cx, response, "purge_count", Scalar::Int32))
);
