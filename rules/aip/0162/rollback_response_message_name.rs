//! Rollback methods that do not return the resource.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_ROLLBACK_RESPONSE_MESSAGE_NAME,
    "core::0162::rollback-response-message-name",
    "rollback_response_message_name.md",
    Methods(Kind::Rollback, |cx, rpc| methods::response_noun(cx, rpc, Kind::Rollback))
);
