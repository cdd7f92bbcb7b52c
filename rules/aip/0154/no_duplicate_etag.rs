//! Requests with an `etag` beside that of their resource.

use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::{FieldView, MessageView};

crate::aip::row!(
    AIP_0154_NO_DUPLICATE_ETAG,
    "core::0154::no-duplicate-etag",
    "no_duplicate_etag.md",
    RequestField(Kind::Any, "etag", check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let Some(request) = field.message() else { return };
    let has_etag = |message: &MessageView<'_>| {
        request.name().contains(message.name()) && message.field_named("etag").is_some()
    };
    if let Some(resource) = request.fields().filter_map(|field| field.message_type()).find(has_etag) {
        let message = format!("field `etag` repeats the one of `{}`", resource.name());
        cx.report(field, field.located(), message).help("remove it from the request");
    }
}
