//! Requests of DeleteRevision methods without a string `name`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0162_DELETE_REVISION_REQUEST_NAME_FIELD,
    "core::0162::delete-revision-request-name-field",
    "delete_revision_request_name_field.md",
    Requests(Kind::DeleteRevision, |cx, request| fields::present(cx, request, "name", Scalar::String))
);
