//! RPCs whose servers do not stream.

use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "RPC_NO_SERVER_STREAMING",
    wing: Wing::Lint,
    categories: &["UNARY_RPC"],
    severity: Severity::Error,
    doc: include_str!("rpc_no_server_streaming.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for method in cx.file.methods().filter(|method| method.output_type().is_stream) {
        let text = format!("the RPC `{}` streams its responses", method.name());
        let help = "return one response; what comes bit by bit can be pages, or a call that is made again";
        out.push(cx.finding(method.span(), text).help(help));
    }
}
