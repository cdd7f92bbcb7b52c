//! Requests of TagRevision methods without a string `tag`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use protune_compiler::schema::Scalar;

crate::aip::row!(
    AIP_0162_TAG_REVISION_REQUEST_TAG_FIELD,
    "core::0162::tag-revision-request-tag-field",
    "tag_revision_request_tag_field.md",
    Requests(Kind::Tag, |cx, request| fields::present(cx, request, "tag", Scalar::String))
);
