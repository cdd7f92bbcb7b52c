//! Rules that refuse no value.

use super::finding::{at, constant_of_messages, sites};
use crate::context::{FileContext, Findings};
use crate::protovalidate::effects;
use crate::protovalidate::expressions::Expressions;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "VALIDATE_NO_EFFECT",
    wing: Wing::Validate,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("no_effect.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let expressions = Expressions::of(cx.file);
    for (message, path) in constant_of_messages(cx, &expressions, true) {
        let name = message.name();
        let text =
            format!("this rule has no effect on message `{name}`: the expression is true for every message");
        out.push(at(cx, message, &path, text).help("remove it"));
    }
    for site in sites(cx) {
        for found in effects::of_site(&expressions, &site) {
            let message = format!("this rule has no effect on {}: {}", site.name(), found.reason);
            out.push(at(cx, site.field, &found.path, message).help("remove it"));
        }
    }
}
