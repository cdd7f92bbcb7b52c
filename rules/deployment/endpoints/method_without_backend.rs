//! Methods that no backend rule selects.

use super::naming::unselected;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::Section;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};

pub static RULE: Room = Room {
    id: "ENDPOINTS_METHOD_WITHOUT_BACKEND",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("method_without_backend.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    unselected(cx, Section::Backend, (" with the default deadline", Safety::Safe), out);
}
