//! Undelete methods that do not return their resource.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0164_RESPONSE_MESSAGE_NAME,
    "core::0164::response-message-name",
    "response_message_name.md",
    Methods(Kind::Undelete, |cx, rpc| methods::written_response(cx, rpc, Kind::Undelete.noun(rpc.name())))
);
