//! BatchUpdate methods whose response is not named after them.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0234_RESPONSE_MESSAGE_NAME,
    "core::0234::response-message-name",
    "response_message_name.md",
    Methods(Kind::BatchUpdate, |cx, rpc| methods::written_response(
        cx,
        rpc,
        &format!("{}Response", rpc.name())
    ))
);
