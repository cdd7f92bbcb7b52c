//! Methods that no authentication rule selects.

use super::naming::unselected;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::Section;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};

pub static RULE: Room = Room {
    id: "ENDPOINTS_METHOD_WITHOUT_AUTH",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("method_without_auth.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    unselected(cx, Section::Authentication, (", which needs scopes or providers", Safety::Unsafe), out);
}
