//! Requests of Update methods without an `update_mask`.

use crate::aip::fixes;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0134_REQUEST_MASK_REQUIRED,
    "core::0134::request-mask-required",
    "request_mask_required.md",
    Requests(Kind::Update, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    if request.field_named("update_mask").is_some() {
        return;
    }
    let facts = **cx;
    let text = format!("message `{}` should have a field `update_mask`", request.name());
    cx.report(request, request.located(), text)
        .fix(|| fixes::add_field(facts, request, "google.protobuf.FieldMask", "update_mask"));
}
