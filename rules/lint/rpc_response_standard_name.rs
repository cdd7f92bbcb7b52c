//! Response types that are not named after their RPCs.

use crate::context::{FileContext, Findings};
use crate::options::ALLOW_EMPTY_RESPONSES;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use crate::rpc_messages::{self, Side};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RPC_RESPONSE_STANDARD_NAME",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["STANDARD", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &["api-linter:core::0132::response-message-name", "prototool:REQUEST_RESPONSE_NAMES_MATCH_RPC"],
    severity: Severity::Error,
    doc: include_str!("rpc_response_standard_name.md"),
    options: &[&ALLOW_EMPTY_RESPONSES],
    check: Check::File(check),
};

static RESPONSE: Side = Side {
    name: "response",
    suffix: "Response",
    words: &["Response", "Resp", "Res", "Rsp", "Reply", "Output"],
    ty: |method| method.output_type(),
    message: |method| method.output(),
    allow_empty: &ALLOW_EMPTY_RESPONSES,
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    rpc_messages::check_names(cx, &RESPONSE, out);
}
