//! Requests of Create methods without a `parent`.

use crate::aip::checks::{creates, fields};
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0133_REQUEST_PARENT_REQUIRED,
    "core::0133::request-parent-required",
    "request_parent_required.md",
    Requests(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let field = request.field_named(&snake(creates::noun_of_request(request)));
    let is_top_level = |message: MessageView<'s>| !cx.has_parent(message);
    if !field.and_then(fields::message_of).is_some_and(is_top_level) {
        fields::exists(cx, request, "parent", "string");
    }
}
