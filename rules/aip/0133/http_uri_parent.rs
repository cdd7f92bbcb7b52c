//! Create methods whose path does not begin with the parent.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0133_HTTP_URI_PARENT,
    "core::0133::http-uri-parent",
    "http_uri_parent.md",
    Methods(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let subject = match rpc.info() {
        Some(_) => cx.find_message(rpc.response_type()),
        None => rpc.output,
    };
    if !subject.is_some_and(|message| cx.has_parent(message)) {
        return;
    }
    http::variable(cx, rpc, "parent");
    let most = rpc.routes().iter().map(|route| route.variables.len()).max();
    let has_all = rpc.routes().iter().all(|route| route.has_variable("parent"));
    if has_all && most != Some(1) {
        let message = format!("the path of `{}` should have one variable, for `parent`", rpc.name());
        http::report(cx, rpc, message);
    }
}
