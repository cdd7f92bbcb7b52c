//! Methods that create or delete a singleton.

use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::uri::Route;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0156_FORBIDDEN_METHODS,
    "core::0156::forbidden-methods",
    "forbidden_methods.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let is_singleton =
        |route: &Route<'_>| route.variable("name").is_some_and(|name| !name.template.ends_with('*'));
    let is_forbidden = rpc.name().starts_with("Create") || rpc.name().starts_with("Delete");
    if is_forbidden && rpc.routes().iter().any(is_singleton) {
        let message = format!("`{}` should not exist, because its resource is a singleton", rpc.name());
        cx.report(rpc.view, rpc.view.located(), message);
    }
}
