//! Backend rules that translate paths for a gRPC server.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::{Section, field};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_BACKEND_SCHEME",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("backend_scheme.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for rule in cx.file.api_services().flat_map(|api| api.rules(Section::Backend)) {
        let (Some(address), Some(translation)) =
            (field(rule.node, "address"), field(rule.node, "path_translation"))
        else {
            continue;
        };
        let is_grpc =
            address.text().is_some_and(|text| text.starts_with("grpc://") || text.starts_with("grpcs://"));
        if is_grpc && translation.text() != Some("PATH_TRANSLATION_UNSPECIFIED") {
            let message = "`path_translation` should not be set for a gRPC address: it is for HTTP servers";
            let finding = cx.finding(translation.span, message).label(cx.place(address.span), "the address");
            out.push(finding.help("remove `path_translation`, or use an `https://` address"));
        }
    }
}
