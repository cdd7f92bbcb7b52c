//! Requests of TagRevision methods with a `tag` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_TAG_REVISION_REQUEST_TAG_BEHAVIOR,
    "core::0162::tag-revision-request-tag-behavior",
    "tag_revision_request_tag_behavior.md",
    RequestField(Kind::Tag, "tag", fields::required)
);
