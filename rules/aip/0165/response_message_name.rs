//! Purge methods that start no operation with their response.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0165_RESPONSE_MESSAGE_NAME,
    "core::0165::response-message-name",
    "response_message_name.md",
    Methods(Kind::Purge, methods::is_operation)
);
