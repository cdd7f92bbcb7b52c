//! Commit methods that do not return the resource.

use crate::aip::checks::methods;
use crate::aip::kinds::Kind;

crate::aip::row!(
    AIP_0162_COMMIT_RESPONSE_MESSAGE_NAME,
    "core::0162::commit-response-message-name",
    "commit_response_message_name.md",
    Methods(Kind::Commit, |cx, rpc| methods::response_noun(cx, rpc, Kind::Commit))
);
