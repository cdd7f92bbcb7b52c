//! Requests of TagRevision methods with a `name` that is not required.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_TAG_REVISION_REQUEST_NAME_BEHAVIOR,
    "core::0162::tag-revision-request-name-behavior",
    "tag_revision_request_name_behavior.md",
    RequestField(Kind::Tag, "name", fields::required)
);
