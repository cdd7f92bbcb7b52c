//! Request types that are named after their RPCs.

use crate::options::ALLOW_EMPTY_REQUESTS;
use crate::rpc_messages::{self, Side};
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "RPC_REQUEST_STANDARD_NAME",
    wing: Wing::Lint,
    categories: &["STANDARD"],
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
