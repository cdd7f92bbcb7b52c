//! Resource patterns without the plural of the resource.

use crate::aip::checks::patterns;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(AIP_0123_RESOURCE_PATTERN_PLURAL, "core::0123::resource-pattern-plural", "resource_pattern_plural.md", Messages(check));

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.resource(message) else { return };
    if resource.plural().is_empty() || resource.is_singleton() {
        return;
    }
    let short = patterns::short_plural(&resource);
    let has = |pattern: &str, plural: &str| {
        pattern.starts_with(&format!("{plural}/")) || pattern.contains(&format!("/{plural}/"))
    };
    patterns::each(cx, message, &resource, resource.plural(), short.as_deref(), has);
}
