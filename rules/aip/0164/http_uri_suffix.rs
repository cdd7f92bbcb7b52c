//! Undelete methods whose path is not a name and `:undelete`.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0164_HTTP_URI_SUFFIX,
    "core::0164::http-uri-suffix",
    "http_uri_suffix.md",
    Methods(Kind::Undelete, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if let Some(route) = rpc.routes().iter().find(|route| !ends_with_name(&route.uri)) {
        let message = format!("the path of `{}` should end with `{{name=...}}:undelete`", rpc.name());
        let is_enough = ends_with_name(&fixes::with_suffix(&route.uri, ":undelete"));
        http::report(cx, rpc, message).fix(|| is_enough.then(|| fixes::suffix(route, ":undelete")).flatten());
    }
}

/// Returns whether a path ends with a variable for the name and the verb.
fn ends_with_name(uri: &str) -> bool {
    let before = uri.strip_suffix("}:undelete");
    let template =
        before.and_then(|before| before.rsplit_once("{name=")).map_or("", |(_, template)| template);
    !template.is_empty() && template.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'*'))
}
