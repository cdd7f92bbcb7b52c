//! Commit methods whose request is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_COMMIT_REQUEST_MESSAGE_NAME,
    "core::0162::commit-request-message-name",
    "commit_request_message_name.md",
    Methods(Kind::Commit, methods::request_name)
);
