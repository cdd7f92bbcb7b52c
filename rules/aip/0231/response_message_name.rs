//! BatchGet methods whose response is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0231_RESPONSE_MESSAGE_NAME,
    "core::0231::response-message-name",
    "response_message_name.md",
    Methods(Kind::BatchGet, methods::response_name)
);
