//! HTTP routes of methods. Methods without one pass.

use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::places;
use crate::aip::uri::Route;
use crate::aip::visit::{Cx, Told};
use crate::google::http::EXTENSION;

/// Reports the first route that is not as it should be.
pub(crate) fn report<'o, 's>(cx: &'o mut Cx<'_, 's>, rpc: &Rpc<'s>, message: String) -> Told<'o> {
    cx.report(rpc.view, places::option(rpc.view, EXTENSION), message)
}

fn first<'r, 's>(rpc: &'r Rpc<'s>, is_wrong: impl Fn(&&Route<'s>) -> bool) -> Option<&'r Route<'s>> {
    rpc.routes().iter().find(is_wrong)
}

/// No route has a body.
pub(crate) fn no_body<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if let Some(route) = first(rpc, |route| !route.body().is_empty()) {
        let message = format!("the HTTP route of `{}` should have no body", rpc.name());
        report(cx, rpc, message).help("send the fields as parameters").fix(|| fixes::body(route, ""));
    }
}

/// All routes have the whole request as body.
pub(crate) fn star_body<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if let Some(route) = first(rpc, |route| route.body() != "*") {
        let message = format!("the body of the HTTP route of `{}` should be `*`", rpc.name());
        // The verb comes first.
        let has_body = !matches!(route.verb, "GET" | "DELETE");
        report(cx, rpc, message).fix(|| has_body.then(|| fixes::body(route, "*")).flatten());
    }
}

/// All routes have a verb.
pub(crate) fn verb<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, verb: &str) {
    if let Some(route) = first(rpc, |route| route.verb != verb) {
        let message = format!("the HTTP verb of `{}` should be `{verb}`, not `{}`", rpc.name(), route.verb);
        report(cx, rpc, message).fix(|| fixes::verb(route, verb));
    }
}

/// All routes have a variable for a field.
pub(crate) fn variable<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, field: &str) {
    if first(rpc, |route| !route.has_variable(field)).is_some() {
        let message = format!("the path of `{}` should have a variable for `{field}`", rpc.name());
        report(cx, rpc, message).help(format!("bind the field: `/v1/{{{field}=...}}`"));
    }
}

/// Like [`variable`], for methods whose request has the field.
pub(crate) fn variable_if_present<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, field: &str) {
    if rpc.input.is_some_and(|request| request.field_named(field).is_some()) {
        variable(cx, rpc, field);
    }
}

/// All paths end with a custom verb.
pub(crate) fn suffix<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>, suffix: &str) {
    if let Some(route) = first(rpc, |route| !route.uri.ends_with(suffix)) {
        let message = format!("the path of `{}` should end with `{suffix}`", rpc.name());
        report(cx, rpc, message).fix(|| fixes::suffix(route, suffix));
    }
}
