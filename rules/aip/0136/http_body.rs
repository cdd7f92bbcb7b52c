//! Custom methods with an unusual HTTP body.

use crate::aip::checks::{fields, http};
use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::uri::Route;
use crate::aip::visit::Cx;
use crate::aip::words::snake;

crate::aip::row!(AIP_0136_HTTP_BODY, "core::0136::http-body", "http_body.md", Methods(Kind::Custom, check));

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let Some(route) = rpc.routes().iter().find(|route| !is_usual(rpc, route)) else { return };
    let (want, message) = match is_bodiless(route) {
        true => ("", format!("the HTTP route of `{}` should have no body", rpc.name())),
        false => ("*", format!("the body of the HTTP route of `{}` should be `*`", rpc.name())),
    };
    http::report(cx, rpc, message).fix(|| fixes::body(route, want));
}

fn is_bodiless(route: &Route<'_>) -> bool {
    matches!(route.verb, "GET" | "DELETE")
}

fn is_usual(rpc: &Rpc<'_>, route: &Route<'_>) -> bool {
    let body = route.body();
    if is_bodiless(route) {
        return body.is_empty();
    }
    let name = snake(rpc.name());
    let noun = name.split_once('_').map_or("", |(_, noun)| noun);
    let field = rpc.input.and_then(|request| request.field_named(body));
    body == "*" || body == noun || field.is_some_and(|field| fields::is_of(field, "google.api.HttpBody"))
}
