//! Run methods that start no operation with their response.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0152_RESPONSE_MESSAGE_NAME,
    "core::0152::response-message-name",
    "response_message_name.md",
    Methods(Kind::Run, methods::is_operation)
);
