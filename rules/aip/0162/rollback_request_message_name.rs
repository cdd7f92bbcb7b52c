//! Rollback methods whose request is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_ROLLBACK_REQUEST_MESSAGE_NAME,
    "core::0162::rollback-request-message-name",
    "rollback_request_message_name.md",
    Methods(Kind::Rollback, methods::request_name)
);
