//! Custom methods on resources that tools manage.

use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0136_DECLARATIVE_STANDARD_METHODS_ONLY,
    "core::0136::declarative-standard-methods-only",
    "declarative_standard_methods_only.md",
    Methods(Kind::Any, check)
);

const STANDARD: &[&str] = &["Get", "List", "Create", "Update", "Delete", "Undelete", "Batch"];

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let is_standard = STANDARD.iter().any(|verb| rpc.name().starts_with(verb));
    if is_standard || !cx.is_declarative(rpc) {
        return;
    }
    if !rpc.view.leading_comment().to_lowercase().contains("imperative only") {
        let message = format!("`{}` is a custom method on a resource that tools manage", rpc.name());
        cx.report(rpc.view, rpc.view.located(), message)
            .help("say `Imperative only` in its comment if that is intended");
    }
}
