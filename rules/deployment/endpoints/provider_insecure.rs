//! Providers of authentication that are reached without TLS.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::field;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_PROVIDER_INSECURE",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("provider_insecure.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for provider in cx.file.api_services().flat_map(|api| &api.providers) {
        for key in ["issuer", "jwks_uri"] {
            let Some(node) = field(provider.node, key) else { continue };
            let is_plain =
                |text: &str| text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"));
            if node.text().is_some_and(is_plain) {
                let message =
                    format!("`{key}` should begin with `https://`: who is on the way can forge tokens");
                out.push(cx.finding(node.span, message).help("use the address with TLS"));
            }
        }
    }
}
