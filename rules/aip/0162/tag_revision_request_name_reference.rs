//! Requests of TagRevision methods with a `name` of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_TAG_REVISION_REQUEST_NAME_REFERENCE,
    "core::0162::tag-revision-request-name-reference",
    "tag_revision_request_name_reference.md",
    RequestField(Kind::Tag, "name", fields::reference)
);
