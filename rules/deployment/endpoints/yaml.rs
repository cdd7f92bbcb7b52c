//! Configurations of APIs that cannot be read.

use crate::context::Findings;
use crate::deployed::{DeployedContext, Object};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_YAML",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("yaml.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    if !cx.file.objects.iter().any(|object| matches!(object, Object::ApiService(_))) {
        return;
    }
    for problem in &cx.file.data.problems {
        let mut finding = cx.finding(problem.span, problem.message.clone());
        if let Some(first) = problem.related {
            finding = finding.label(cx.place(first), "the first one");
        }
        out.push(finding.help(problem.help.clone()));
    }
}
