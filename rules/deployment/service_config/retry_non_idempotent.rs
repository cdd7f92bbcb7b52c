//! Retries of methods that are not safe to call twice.

use crate::context::Findings;
use crate::deployed::{DeployedContext, code};
use crate::options::{Default, RuleOption};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_compiler::schema::MethodView;
use protune_data::{Node, edit};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_RETRY_NON_IDEMPOTENT",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("retry_non_idempotent.md"),
    options: &[&BY_NAME],
    check: Check::Deployed(check),
};

/// Whether methods whose names begin with a verb of change count, too.
static BY_NAME: RuleOption = RuleOption {
    name: "service_config_retry_by_name",
    doc: "report retries of methods named Create, Delete, Update and the like, whatever their idempotency level",
    default: Default::Flag(false),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let by_name = cx.terms.options.flag(&BY_NAME);
    for (entry, name) in cx.file.service_configs().flat_map(|config| config.names()) {
        let (Some((service, method)), Some(node)) = (name.full(), name.method) else { continue };
        let Some(codes) = entry.retry.and_then(|policy| policy.value.get("retryableStatusCodes")) else {
            continue;
        };
        let risky: Vec<(&Node, &str)> =
            codes.items().iter().filter_map(|item| Some((item, code(item)?))).collect();
        let mut risky = risky.iter().filter(|(_, code)| !UNSENT.contains(code));
        let Some((first, code)) = risky.next() else { continue };
        let Some(known) = cx.deployment.services.find(service).and_then(|service| service.method(method))
        else {
            continue;
        };
        let is_declared = known.service().methods().any(|method| is_idempotent(method));
        if is_idempotent(known) || !(is_declared || by_name && is_named_for_change(method)) {
            continue;
        }
        let message =
            format!("`{method}` may run twice: it is retried after `{code}`, and has no idempotency level");
        let is_one = risky.next().is_none() && codes.items().len() > 1;
        let edit = is_one.then(|| cx.try_edit(|file| edit::remove(file, first))).flatten();
        let fix = cx.fix(format!("remove `{code}`, so that such calls fail"), Safety::Unsafe, edit);
        let finding = cx.finding(node.span, message).label(known.name_place(), "the method");
        let help = "retry after `UNAVAILABLE` only, or set `idempotency_level = IDEMPOTENT` if a second call does no harm";
        out.push(finding.help(help).fix(fix));
    }
}

/// Codes of calls that no server began to work on.
const UNSENT: &[&str] = &["UNAVAILABLE", "RESOURCE_EXHAUSTED"];

/// `idempotency_level` of `MethodOptions`.
const LEVEL: &[i32] = &[34];

fn is_idempotent(method: MethodView<'_>) -> bool {
    method.option(LEVEL).and_then(|option| option.as_varint()).is_some_and(|level| level != 0)
}

fn is_named_for_change(method: &str) -> bool {
    const VERBS: &[&str] =
        &["Create", "Update", "Delete", "Insert", "Add", "Remove", "Set", "Send", "Run", "Import"];
    VERBS.iter().any(|verb| {
        let rest = method.strip_prefix(verb);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_uppercase()))
    })
}
