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
    let is_singleton = resource.is_singleton();
    let short = patterns::short_singular(&resource).map(|short| match is_singleton {
        true => words::lower_camel(&short),
        false => short,
    });
    let ends = |pattern: &str, singular: &str| match is_singleton {
        true => pattern.ends_with(singular),
        false => pattern.ends_with(&format!("{{{}}}", snake(singular))),
    };
    for pattern in resource.patterns() {
        let is_right = |noun: &str| ends(pattern, noun);
        if !is_right(resource.noun()) && !short.as_deref().is_some_and(is_right) {
            let text = format!("the pattern `{pattern}` should end with `{}`", resource.noun());
            cx.report(message, resources::place(message), text);
        }
    }
}
