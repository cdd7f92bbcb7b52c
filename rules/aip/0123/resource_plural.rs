//! Resources without a plural in lowerCamelCase.

use crate::aip::checks::{patterns, resources};
use crate::aip::visit::Cx;
use crate::aip::words;
use crate::inflection;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0123_RESOURCE_PLURAL,
    "core::0123::resource-plural",
    "resource_plural.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.annotation(message) else { return };
    let plural = resource.plural();
    let want = match plural {
        "" => words::resource_lower_camel(&inflection::plural_of(resource.noun())),
        _ => words::resource_lower_camel(plural),
    };
    if plural != want || plural.is_empty() {
        let text = match want.is_empty() {
            true => format!("the resource `{}` should have a plural", resource.ty()),
            false => format!("the plural of the resource `{}` should be `{want}`", resource.ty()),
        };
        cx.report(message, resources::place(message), text)
            .fix(|| patterns::set(&resource, resource.annotation().plural, "plural", &want));
    }
}
