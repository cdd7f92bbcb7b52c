//! Status codes after which another attempt cannot succeed.

use crate::context::Findings;
use crate::deployed::{DeployedContext, code};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::edit;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_RETRY_CODE",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("retry_code.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let entries = cx.file.service_configs().flat_map(|config| &config.methods);
    let policies = entries.filter_map(|entry| entry.retry);
    for codes in policies.filter_map(|policy| policy.value.get("retryableStatusCodes")) {
        for item in codes.items() {
            let Some((name, why)) = code(item).and_then(|code| FINAL.iter().find(|(name, _)| *name == code))
            else {
                continue;
            };
            let edit =
                (codes.items().len() > 1).then(|| cx.try_edit(|file| edit::remove(file, item))).flatten();
            let finding = cx
                .finding(item.span, format!("a call that failed with `{name}` should not be retried: {why}"));
            let fix = cx.fix(format!("remove `{name}`"), Safety::Safe, edit);
            out.push(finding.help("retry after codes such as `UNAVAILABLE`").fix(fix));
        }
    }
}

/// Codes that the same call gets again, with the reason.
const FINAL: &[(&str, &str)] = &[
    ("OK", "it did not fail"),
    ("CANCELLED", "the client gave it up"),
    ("INVALID_ARGUMENT", "the request stays invalid"),
    ("NOT_FOUND", "the resource stays missing"),
    ("ALREADY_EXISTS", "the resource still exists"),
    ("PERMISSION_DENIED", "the caller stays without permission"),
    ("UNAUTHENTICATED", "the credentials stay the same"),
    ("FAILED_PRECONDITION", "the state has to change first"),
    ("OUT_OF_RANGE", "the request stays out of range"),
    ("UNIMPLEMENTED", "the server does not have the method"),
    ("DATA_LOSS", "the data is lost"),
];
