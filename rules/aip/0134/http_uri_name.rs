//! Update methods whose path has no variable for the name.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;

crate::aip::row!(
    AIP_0134_HTTP_URI_NAME,
    "core::0134::http-uri-name",
    "http_uri_name.md",
    Methods(Kind::Update, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let want = format!("{}.name", snake(Kind::Update.noun(rpc.name())));
    http::variable(cx, rpc, &want);
}
