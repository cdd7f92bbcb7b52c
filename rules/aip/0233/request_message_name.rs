//! BatchCreate methods whose request is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_REQUEST_MESSAGE_NAME,
    "core::0233::request-message-name",
    "request_message_name.md",
    Methods(Kind::BatchCreate, methods::request_name)
);
