//! Custom methods with an unusual HTTP verb.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0136_HTTP_METHOD,
    "core::0136::http-method",
    "http_method.md",
    Methods(Kind::Custom, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let name = rpc.name();
    if name.starts_with("Expunge") || name.starts_with("Delete") && name.ends_with("Revision") {
        return;
    }
    if let Some(route) = rpc.routes().iter().find(|route| !matches!(route.verb, "POST" | "GET")) {
        let message = format!("the HTTP verb of `{name}` should be `POST` or `GET`, not `{}`", route.verb);
        http::report(cx, rpc, message).fix(|| fixes::verb(route, "POST"));
    }
}
