//! Samples of Purge methods of no known resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0165_RESPONSE_PURGE_SAMPLE_REFERENCE,
    "core::0165::response-purge-sample-reference",
    "response_purge_sample_reference.md",
    Responses(Kind::Purge, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, response: MessageView<'s>) {
    if let Some(field) = response.field_named("purge_sample") {
        fields::reference(cx, field);
    }
}
