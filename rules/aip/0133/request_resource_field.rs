//! Requests of Create methods without the resource.

use crate::aip::checks::{creates, fields};
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use protune_compiler::schema::{FieldView, MessageView};

crate::aip::row!(
    AIP_0133_REQUEST_RESOURCE_FIELD,
    "core::0133::request-resource-field",
    "request_resource_field.md",
    Requests(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let noun = creates::noun_of_request(request);
    let want = snake(noun);
    let is_meant = |field: &FieldView<'_>| field.message_type().is_some_and(|message| message.name() == noun);
    match request.fields().find(is_meant) {
        Some(field) if field.name() != want => fields::renamed(cx, field, &want),
        Some(_) => {}
        None => {
            let text = format!("message `{}` should have a field `{want}` of type `{noun}`", request.name());
            cx.report(request, request.located(), text);
        }
    }
}
