//! HTTP paths with segments after `**`.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_DOUBLE_STAR_NOT_LAST",
    wing: Wing::Grpc,
    categories: &["DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("http_double_star_not_last.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for (_, path) in bound::paths(cx.file) {
        out.extend(http::rest_before_end(path.text).map(|flaw| bound::finding(cx, path, flaw)));
    }
}
