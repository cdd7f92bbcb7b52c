//! Resource patterns without the plural of the resource.

use crate::aip::checks::{patterns, resources};
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0123_RESOURCE_PATTERN_PLURAL,
    "core::0123::resource-pattern-plural",
    "resource_pattern_plural.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.resource(message) else { return };
    if resource.plural().is_empty() || resource.is_singleton() {
        return;
    }
    let short = patterns::short_plural(&resource);
    let (long, short) = (resource.plural(), short.as_deref());
    let Some(first) = resource.patterns().next() else { return };
    // The names of a resource without a parent begin with the plural.
    let whole = if first.matches('/').count() > 1 { format!("/{long}/") } else { format!("{long}/") };
    let is_long = |pattern: &str| pattern.contains(&whole);
    let is_short = |pattern: &str| short.is_some_and(|short| pattern.contains(&format!("/{short}/")));
    // All later patterns are as short as the first.
    let only = short.filter(|_| is_short(first) || !is_long(first));
    for (at, pattern) in resource.patterns().enumerate() {
        let may_be_long = at == 0 || only.is_none();
        if !(may_be_long && is_long(pattern) || is_short(pattern)) {
            let want = only.unwrap_or(long);
            let text = format!("the pattern `{pattern}` should contain the plural `{want}`");
            cx.report(message, resources::place(message), text);
        }
    }
}
