//! Rules that no value satisfies.

use super::finding::{at, constant_of_messages, sites};
use crate::context::{FileContext, Findings};
use crate::protovalidate::expressions::Expressions;
use crate::protovalidate::kinds::{field, ignore};
use crate::protovalidate::{Role, Site, never};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "VALIDATE_NEVER_PASSES",
    wing: Wing::Validate,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("never_passes.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let expressions = Expressions::of(cx.file);
    for (message, path) in constant_of_messages(cx, &expressions, false) {
        let text =
            format!("message `{}` is never valid: the expression is false for every message", message.name());
        out.push(at(cx, message, &path, text).help("change the expression"));
    }
    for site in sites(cx) {
        let Some(never) = never::of_site(&expressions, &site) else { continue };
        let message = format!("no {} passes, so {}: {}", subject(&site), outcome(&site), never.reason);
        let finding = at(cx, site.field, &never.path, message);
        out.push(finding.help("change the rules so that some value passes"));
    }
}

fn subject(site: &Site<'_>) -> String {
    let name = site.field.name();
    match site.role {
        Role::Whole => format!("value of field `{name}`"),
        Role::Items => format!("item of field `{name}`"),
        Role::Keys => format!("key of field `{name}`"),
        Role::Values => format!("value in field `{name}`"),
    }
}

/// Fate of messages with the field.
fn outcome(site: &Site<'_>) -> String {
    match site.role {
        Role::Whole => {}
        Role::Items => return "the list can only be empty".to_owned(),
        Role::Keys | Role::Values => return "the map can only be empty".to_owned(),
    }
    // A list or a map without elements is judged too, unless it is ignored.
    let can_be_unset =
        site.ignores(ignore::IF_ZERO) || site.has_presence() || !site.is_single() && is_open(site);
    match (can_be_unset && !site.is_required(), site.field.message()) {
        (false, Some(message)) => format!("message `{}` is never valid", message.name()),
        _ => "it can only be left unset".to_owned(),
    }
}

/// Returns whether an empty list or map passes.
fn is_open(site: &Site<'_>) -> bool {
    let least = |kind: i32| site.rules.message(kind).and_then(|rules| rules.number(1)).unwrap_or(0);
    least(field::REPEATED) == 0 && least(field::MAP) == 0
}
