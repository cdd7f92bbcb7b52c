//! Size limits that no message meets.

use crate::context::Findings;
use crate::deployed::{DeployedContext, Limit};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::MessageView;
use protune_compiler::syntax::Label;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_SIZE_LIMIT",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("size_limit.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for entry in cx.file.service_configs().flat_map(|config| &config.methods) {
        for key in ["maxRequestMessageBytes", "maxResponseMessageBytes"] {
            let Some(node) = entry.node.get(key) else { continue };
            let (Limit::Number(limit) | Limit::Quoted(limit)) = Limit::of(node) else { continue };
            if limit == 0 {
                let message = format!("with `{key}` 0, each call fails unless its message is empty");
                out.push(cx.finding(node.span, message).help("set a limit that messages can meet, or none"));
                continue;
            }
            let is_request = key == "maxRequestMessageBytes";
            let messages = entry.names.iter().filter_map(|name| {
                let (service, method) = name.full()?;
                let method = cx.deployment.services.find(service)?.method(method)?;
                if is_request { method.input() } else { method.output() }
            });
            let too_large =
                messages.map(|message| (message, least(message, 0))).find(|(_, least)| *least > limit);
            if let Some((message, least)) = too_large {
                let text =
                    format!("`{key}` is {limit}, and a `{}` has at least {least} bytes", message.full_name());
                out.push(cx.finding(node.span, text).label(message.name_place(), "the message"));
            }
        }
    }
}

/// Smallest number of bytes of a message: those of its required fields.
fn least(message: MessageView<'_>, depth: usize) -> u32 {
    const DEEPEST: usize = 3;
    let required = message.fields().filter(|field| field.label() == Some(Label::Required));
    let sizes = required.map(|field| {
        let tag = if field.number().is_some_and(|number| number < 16) { 1 } else { 2 };
        let value = match field.message() {
            Some(message) if depth < DEEPEST => least(message, depth + 1),
            _ => 0,
        };
        tag + 1 + value
    });
    sizes.fold(0, u32::saturating_add)
}
