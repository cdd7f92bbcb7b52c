//! DeleteRevision methods whose request is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_DELETE_REVISION_REQUEST_MESSAGE_NAME,
    "core::0162::delete-revision-request-message-name",
    "delete_revision_request_message_name.md",
    Methods(Kind::DeleteRevision, methods::request_name)
);
