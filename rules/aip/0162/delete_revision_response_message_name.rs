//! DeleteRevision methods that do not return the resource.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_DELETE_REVISION_RESPONSE_MESSAGE_NAME,
    "core::0162::delete-revision-response-message-name",
    "delete_revision_response_message_name.md",
    Methods(Kind::DeleteRevision, |cx, rpc| methods::response_noun(cx, rpc, Kind::DeleteRevision))
);
