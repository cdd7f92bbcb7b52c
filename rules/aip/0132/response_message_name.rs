//! List methods whose response is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0132_RESPONSE_MESSAGE_NAME,
    "core::0132::response-message-name",
    "response_message_name.md",
    Methods(Kind::List, methods::response_name)
);
