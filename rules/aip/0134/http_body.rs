//! Update methods whose HTTP body is not the resource.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;

crate::aip::row!(AIP_0134_HTTP_BODY, "core::0134::http-body", "http_body.md", Methods(Kind::Update, check));

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let want = snake(Kind::Update.noun(rpc.name()));
    if let Some(route) = rpc.routes().iter().find(|route| route.body() != want) {
        let message = format!("the body of the HTTP route of `{}` should be `{want}`", rpc.name());
        let has_field = rpc.input.is_some_and(|request| request.field_named(&want).is_some());
        http::report(cx, rpc, message).fix(|| if has_field { fixes::body(route, &want) } else { None });
    }
}
