//! Declarative resources and requests without an `etag`.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0154_DECLARATIVE_FRIENDLY_REQUIRED,
    "core::0154::declarative-friendly-required",
    "declarative_friendly_required.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    if message.field_named("etag").is_none() && (cx.is_declarative_message(message) || changes(cx, message)) {
        fields::missing(cx, message, "etag", "string");
    }
}

/// Returns whether a message is the request of a method that changes a declarative resource which it does not have.
fn changes<'s>(cx: &Cx<'_, 's>, request: MessageView<'s>) -> bool {
    let is_top_level = request.parent().is_none();
    let Some((rpc, resource)) = cx.declarative_method(request).filter(|_| is_top_level) else { return false };
    let mut messages = request.fields().filter_map(|field| field.message_type());
    !rpc.routes().iter().any(|route| route.verb == "GET")
        && !messages.any(|message| message.global() == resource.global())
}
