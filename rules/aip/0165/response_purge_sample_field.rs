//! Responses of Purge methods without a `purge_sample`.

use crate::aip::checks::fields::{self, is_list};
use crate::aip::kinds::Kind;
use crate::aip::places;
use crate::aip::visit::Cx;
use protune_compiler::schema::{MessageView, Scalar, Type};

crate::aip::row!(
    AIP_0165_RESPONSE_PURGE_SAMPLE_FIELD,
    "core::0165::response-purge-sample-field",
    "response_purge_sample_field.md",
    Responses(Kind::Purge, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, response: MessageView<'s>) {
    match response.field_named("purge_sample") {
        None => fields::missing(cx, response, "purge_sample", "repeated string"),
        Some(field) if !is_list(field) || field.ty() != Type::Scalar(Scalar::String) => {
            cx.report(field, places::ty(field), "field `purge_sample` should be `repeated string`");
        }
        Some(_) => {}
    }
}
