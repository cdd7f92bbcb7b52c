//! Entries for methods that lose the timeout of their service.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::edit;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_ENTRY_REPLACES",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("entry_replaces.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        let fallbacks = config.fallbacks();
        for entry in config.methods.iter().filter(|entry| entry.timeout.is_none()) {
            let lost = entry.names.iter().find_map(|name| {
                let (service, _) = name.full()?;
                let other = fallbacks.get(&Some(service)).or_else(|| fallbacks.get(&None))?;
                Some((name, other.timeout.filter(|lost| !lost.value.is_null())?))
            });
            let Some((name, lost)) = lost else { continue };
            let method = name.method.and_then(|method| method.text()).unwrap_or("");
            let text = lost.value.span.of(&cx.file.data.text);
            let shown = &text[..text.floor_char_boundary(40)];
            let message =
                format!("calls of `{method}` have no timeout: this entry replaces the one with {shown}");
            let edit = entry
                .node
                .get("name")
                .and_then(|names| cx.try_edit(|file| edit::insert_after(file, names, "timeout", text)));
            let fix =
                cx.fix("copy the timeout, which then ends calls that take longer", Safety::Unsafe, edit);
            let finding = cx
                .finding(name.node.span, message)
                .label(cx.place(lost.value.span), "the timeout that is lost");
            out.push(finding.help("set the timeout in this entry too").fix(fix));
        }
    }
}
