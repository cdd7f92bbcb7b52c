//! Requests of Commit methods without a string `name`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0162_COMMIT_REQUEST_NAME_FIELD,
    "core::0162::commit-request-name-field",
    "commit_request_name_field.md",
    Requests(Kind::Commit, |cx, request| fields::present(cx, request, "name", Scalar::String))
);
