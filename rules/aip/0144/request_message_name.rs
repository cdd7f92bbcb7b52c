//! Add and Remove methods whose request is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0144_REQUEST_MESSAGE_NAME,
    "core::0144::request-message-name",
    "request_message_name.md",
    Methods(Kind::AddRemove, methods::request_name)
);
