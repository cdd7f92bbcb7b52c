//! HTTP paths that do not begin with a slash.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::contracts::Change;

crate::aip::row!(
    AIP_0127_URI_LEADING_SLASH,
    "core::0127::uri-leading-slash",
    "uri_leading_slash.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if let Some(route) = rpc.routes().iter().find(|route| !route.plain.starts_with('/')) {
        let path = route.path.text;
        http::report(cx, rpc, format!("the path `{path}` should begin with `/`"))
            .fix(|| fixes::replace_text(route.path, &format!("/{path}"), Change::HttpBinding));
    }
}
