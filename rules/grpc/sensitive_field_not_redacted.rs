//! Secrets that are printed.

use super::secrets::{is_decided, is_secret, redact};
use crate::context::{FileContext, Findings};
use crate::google::resource;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_SENSITIVE_FIELD_NOT_REDACTED",
    wing: Wing::Grpc,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("sensitive_field_not_redacted.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let secrets = cx.file.fields().filter(|field| is_secret(*field) && !is_decided(*field));
    // The name of a secret is not secret.
    for field in secrets.filter(|field| resource::reference(*field).is_none()) {
        let message = format!("field `{}` seems to be secret, and should set `debug_redact`", field.name());
        let help = "set `debug_redact = true`, so that it does not end up in logs";
        out.push(cx.finding(field.name_place(), message).help(help).fix(redact(field)));
    }
}
