//! Requests of Update methods without the resource.

use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0134_REQUEST_RESOURCE_REQUIRED,
    "core::0134::request-resource-required",
    "request_resource_required.md",
    Requests(Kind::Update, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let noun = Kind::Update.noun_of_request(request.name());
    if !request.fields().filter_map(|field| field.message_type()).any(|message| message.name() == noun) {
        let text = format!("message `{}` should have a field of type `{noun}`", request.name());
        cx.report(request, request.located(), text);
    }
}
