//! Resources without the right singular.

use crate::aip::checks::{patterns, resources};
use crate::aip::visit::Cx;
use crate::aip::words;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0123_RESOURCE_SINGULAR,
    "core::0123::resource-singular",
    "resource_singular.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.annotation(message) else { return };
    let want = words::lower_camel(&words::resource_upper_camel(resource.type_name()));
    // `hTTPServer` of `HTTPServer` is what api-linter asks for.
    let singular = resource.singular();
    let is_right = singular == want || singular == words::resource_lower_camel(resource.type_name());
    if singular.is_empty() || !is_right {
        let text = match want.is_empty() {
            true => format!(
                "the resource `{}` should have a type with a name, and that as singular",
                resource.ty()
            ),
            false => format!("the singular of the resource `{}` should be `{want}`", resource.ty()),
        };
        cx.report(message, resources::place(message), text)
            .fix(|| patterns::set(&resource, resource.annotation().singular, "singular", &want));
    }
}
