//! Configuration files that are not YAML or JSON.

use crate::context::Findings;
use crate::deployed::{AccessKind, DeployedContext, Object, has_holes};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "DEPLOYMENT_SYNTAX",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("syntax.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let file = cx.file;
    // Rules about those two kinds report their syntax themselves.
    let is_other = |object: &Object<'_>| match object {
        Object::ServiceConfig(_) => false,
        Object::Access(access) => access.kind != AccessKind::Grpc,
        _ => true,
    };
    if has_holes(file.data) || !file.objects.iter().any(is_other) {
        return;
    }
    for problem in &file.data.problems {
        let finding = cx.finding(problem.span, problem.message.clone()).help(problem.help.clone());
        out.push(match problem.related {
            Some(first) => finding.label(cx.place(first), "the first one is here"),
            None => finding,
        });
    }
}
