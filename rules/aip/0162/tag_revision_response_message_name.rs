//! TagRevision methods that do not return the resource.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_TAG_REVISION_RESPONSE_MESSAGE_NAME,
    "core::0162::tag-revision-response-message-name",
    "tag_revision_response_message_name.md",
    Methods(Kind::Tag, |cx, rpc| methods::response_noun(cx, rpc, Kind::Tag))
);
