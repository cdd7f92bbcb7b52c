//! Services that change or list a resource and cannot get it.

use crate::aip::checks::services;
use crate::aip::visit::Cx;
use protune_compiler::schema::ServiceView;

crate::aip::row!(
    AIP_0121_RESOURCE_MUST_SUPPORT_GET,
    "core::0121::resource-must-support-get",
    "resource_must_support_get.md",
    Services(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, service: ServiceView<'s>) {
    for ty in services::lacking_get(cx, service) {
        let message = format!("service `{}` should have a Get method for `{ty}`", service.name());
        cx.report(service, service.located(), message);
    }
}
