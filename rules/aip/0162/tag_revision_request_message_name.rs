//! TagRevision methods whose request is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_TAG_REVISION_REQUEST_MESSAGE_NAME,
    "core::0162::tag-revision-request-message-name",
    "tag_revision_request_message_name.md",
    Methods(Kind::Tag, methods::request_name)
);
