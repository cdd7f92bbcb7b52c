//! Resources whose expiry callers set as a time alone.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::google::field_behavior::Behavior;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0214_RESOURCE_EXPIRY,
    "core::0214::resource-expiry",
    "resource_expiry.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let Some(message) = field.message().filter(|_| field.name() == "expire_time") else { return };
    let is_chosen = !fields::has(field, Behavior::OutputOnly) && message.field_named("ttl").is_none();
    if is_chosen && cx.resource(message).is_some() {
        let text = format!("resource `{}` should have a `ttl` beside `expire_time`", message.name());
        cx.report(field, field.located(), text);
    }
}
