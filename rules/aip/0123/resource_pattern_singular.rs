//! Resource patterns that do not end with the singular.

use crate::aip::checks::{patterns, resources};
use crate::aip::visit::Cx;
use crate::aip::words::{self, snake};
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0123_RESOURCE_PATTERN_SINGULAR,
    "core::0123::resource-pattern-singular",
    "resource_pattern_singular.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.resource(message) else { return };
    let short = patterns::short_singular(&resource);
    for pattern in resource.patterns() {
        // Each for itself: a resource may have singletons and others.
        let is_singleton = !pattern.ends_with('}');
        let ends = |noun: &str| match is_singleton {
            true => pattern.ends_with(noun),
            false => pattern.ends_with(&format!("{{{}}}", snake(noun))),
        };
        let is_short = short.as_deref().is_some_and(|short| match is_singleton {
            true => ends(&words::lower_camel(short)),
            false => ends(short),
        });
        if !ends(resource.noun()) && !is_short {
            let text = format!("the pattern `{pattern}` should end with `{}`", resource.noun());
            cx.report(message, resources::place(message), text);
        }
    }
}
