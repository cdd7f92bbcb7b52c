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
    let has_parent = |field| fields::message_of(field).is_some_and(|message| cx.has_parent(message));
    if field.is_none_or(has_parent) {
        fields::exists(cx, request, "parent", "string");
    }
}
