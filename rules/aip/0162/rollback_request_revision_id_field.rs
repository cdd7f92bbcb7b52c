//! Requests of Rollback methods without a string `revision_id`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0162_ROLLBACK_REQUEST_REVISION_ID_FIELD,
    "core::0162::rollback-request-revision-id-field",
    "rollback_request_revision_id_field.md",
    Requests(Kind::Rollback, |cx, request| fields::present(cx, request, "revision_id", Scalar::String))
);
