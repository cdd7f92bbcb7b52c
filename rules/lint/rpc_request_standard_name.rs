//! Request types that are not named after their RPCs.

use crate::context::{FileContext, Findings};
use crate::options::ALLOW_EMPTY_REQUESTS;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use crate::rpc_messages::{self, Side};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RPC_REQUEST_STANDARD_NAME",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["STANDARD", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &[
        "api-linter:core::0131::request-message-name",
        "api-linter:core::0132::request-message-name",
        "api-linter:core::0133::request-message-name",
        "api-linter:core::0134::request-message-name",
        "api-linter:core::0135::request-message-name",
        "api-linter:core::0136::request-message-name",
        "prototool:REQUEST_RESPONSE_NAMES_MATCH_RPC",
    ],
    severity: Severity::Error,
    doc: include_str!("rpc_request_standard_name.md"),
    options: &[&ALLOW_EMPTY_REQUESTS],
    check: Check::File(check),
};

static REQUEST: Side = Side {
    name: "request",
    suffix: "Request",
    words: &["Request", "Req", "Input", "Args", "Params"],
    ty: |method| method.input_type(),
    message: |method| method.input(),
    allow_empty: &ALLOW_EMPTY_REQUESTS,
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    rpc_messages::check_names(cx, &REQUEST, out);
}
