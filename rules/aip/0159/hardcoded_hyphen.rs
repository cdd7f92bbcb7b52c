//! HTTP paths with `-` for any parent.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0159_HARDCODED_HYPHEN,
    "core::0159::hardcoded-hyphen",
    "hardcoded_hyphen.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if rpc.routes().iter().any(|route| route.plain.contains("/-/")) {
        let message = format!("the path of `{}` should have a variable in place of `-`", rpc.name());
        http::report(cx, rpc, message);
    }
}
