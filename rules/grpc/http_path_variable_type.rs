//! Path variables that hold more than one value.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_PATH_VARIABLE_TYPE",
    wing: Wing::Grpc,
    categories: &["DEFAULT", "DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_path_variable_type.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for (rpc, path) in bound::paths(cx.file) {
        let Some(request) = rpc.input() else { continue };
        let flaws = http::types(path.text, request).into_iter();
        out.extend(flaws.map(|flaw| bound::finding(cx, path, flaw)));
    }
}
