//! Create methods without the usual signature.

use crate::aip::checks::{creates, methods};
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0133_METHOD_SIGNATURE,
    "core::0133::method-signature",
    "method_signature.md",
    Methods(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let (Some(request), Some(response)) = (rpc.input, cx.response(rpc)) else { return };
    if cx.resource(response).is_none() {
        return;
    }
    let facts = **cx;
    let id = format!("{}_id", snake(creates::noun_of_method(rpc)));
    let is_annotated = |message: MessageView<'s>| facts.annotation(message).is_some();
    let resource = request.fields().find(|field| field.message_type().is_some_and(is_annotated));
    let mut want: Vec<&str> = Vec::new();
    want.extend(facts.has_parent(response).then_some("parent"));
    want.extend(resource.map(|field| field.name()));
    want.extend(request.field_named(&id).map(|field| field.name()));
    if !want.is_empty() {
        methods::signature(cx, rpc, &want);
    }
}
