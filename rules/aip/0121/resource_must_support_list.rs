//! Services that change or get a resource and cannot list it.

use crate::aip::checks::services;
use crate::aip::visit::Cx;
use protune_compiler::schema::ServiceView;

crate::aip::row!(
    AIP_0121_RESOURCE_MUST_SUPPORT_LIST,
    "core::0121::resource-must-support-list",
    "resource_must_support_list.md",
    Services(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, service: ServiceView<'s>) {
    for ty in services::lacking_list(cx, service) {
        let message = format!("service `{}` should have a List method for `{ty}`", service.name());
        cx.report(service, service.located(), message);
    }
}
