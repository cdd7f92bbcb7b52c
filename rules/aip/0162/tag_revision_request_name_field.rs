//! Requests of TagRevision methods without a string `name`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0162_TAG_REVISION_REQUEST_NAME_FIELD,
    "core::0162::tag-revision-request-name-field",
    "tag_revision_request_name_field.md",
    Requests(Kind::Tag, |cx, request| fields::present(cx, request, "name", Scalar::String))
);
