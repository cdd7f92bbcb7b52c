//! BatchCreate methods whose response is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0233_RESPONSE_MESSAGE_NAME,
    "core::0233::response-message-name",
    "response_message_name.md",
    Methods(Kind::BatchCreate, |cx, rpc| methods::written_response(
        cx,
        rpc,
        &format!("{}Response", rpc.name())
    ))
);
