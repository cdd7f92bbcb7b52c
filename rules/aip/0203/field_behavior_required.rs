//! Fields of requests without a behavior.

use crate::aip::checks::fields::{self, message_of};
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::google::field_behavior::Behavior;
use protune_compiler::schema::{FieldView, MessageView};
use rustc_hash::FxHashSet;

crate::aip::row!(
    AIP_0203_FIELD_BEHAVIOR_REQUIRED,
    "core::0203::field-behavior-required",
    "field_behavior_required.md",
    Across(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let package = rpc.view.file.package();
    let Some(request) = rpc.input.filter(|request| request.file.package() == package) else { return };
    let mut seen: FxHashSet<_> = [request.global()].into_iter().collect();
    let mut open = vec![request];
    while let Some(message) = open.pop() {
        for field in message.fields() {
            if lacks_behavior(cx, message, field) {
                let text = format!("field `{}` should have a behavior", field.name());
                cx.report(field, field.located(), text).help("annotate it with `google.api.field_behavior`");
            }
            if let Some(next) = message_of(field)
                && next.file.package() == package
                && seen.insert(next.global())
            {
                open.push(next);
            }
        }
    }
}

fn lacks_behavior<'s>(cx: &Cx<'_, 's>, message: MessageView<'s>, field: FieldView<'s>) -> bool {
    const BEHAVIORS: &[Behavior] =
        &[Behavior::Optional, Behavior::Required, Behavior::OutputOnly, Behavior::Immutable];
    let is_in_oneof = field.oneof().is_some();
    let is_usual = matches!(field.name(), "name" | "etag") && cx.resource(message).is_some();
    !is_in_oneof && !is_usual && !BEHAVIORS.iter().any(|&behavior| fields::has(field, behavior))
}
