//! Create methods whose request is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0133_REQUEST_MESSAGE_NAME,
    "core::0133::request-message-name",
    "request_message_name.md",
    Methods(Kind::Create, methods::request_name)
);
