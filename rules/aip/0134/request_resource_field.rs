//! Requests of Update methods with another name of the resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0134_REQUEST_RESOURCE_FIELD,
    "core::0134::request-resource-field",
    "request_resource_field.md",
    RequestFields(Kind::Update, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let noun = field.message().map_or("", |request| Kind::Update.noun_of_request(request.name()));
    let want = snake(noun);
    if field.message_type().is_some_and(|message| message.name() == noun) && field.name() != want {
        fields::renamed(cx, field, &want);
    }
}
