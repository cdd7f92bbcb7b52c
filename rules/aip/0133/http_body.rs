//! Create methods whose HTTP body is not the resource.

use crate::aip::checks::{creates, http};
use crate::aip::facts::Rpc;
use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::uri::Route;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0133_HTTP_BODY, "core::0133::http-body", "http_body.md", Methods(Kind::Create, check));

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let noun = creates::noun_of_method(rpc);
    let is_meant = |field: &FieldView<'_>| field.message_type().is_some_and(|message| message.name() == noun);
    let field = rpc.input.and_then(|request| request.fields().filter(is_meant).last());
    let want = field.map_or_else(|| noun.to_lowercase(), |field| field.name().to_owned());
    let is_wrong = |route: &&Route<'_>| route.body().is_empty() || !want.is_empty() && route.body() != want;
    if let Some(route) = rpc.routes().iter().find(is_wrong) {
        let message = format!("the body of the HTTP route of `{}` should be `{want}`", rpc.name());
        http::report(cx, rpc, message).fix(|| fixes::body(route, field?.name()));
    }
}
