//! Resources that can be undeleted and do not say until when.

use crate::aip::fixes;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0164_RESOURCE_EXPIRE_TIME_FIELD,
    "core::0164::resource-expire-time-field",
    "resource_expire_time_field.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let has = |name| message.field_named(name).is_some();
    if message.parent().is_some() || has("purge_time") || has("expire_time") {
        return;
    }
    if cx.find_method(&format!("Undelete{}", message.name())).is_some() {
        let facts = **cx;
        let text = format!("resource `{}` should have a `purge_time`", message.name());
        cx.report(message, message.located(), text)
            .fix(|| fixes::add_field(facts, message, "google.protobuf.Timestamp", "purge_time"));
    }
}
