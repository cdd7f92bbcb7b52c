//! Path variables that do not match the names of their resource.

use crate::aip::checks::{http, resources};
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::field_path::{self, Found};

crate::aip::row!(
    AIP_0127_HTTP_TEMPLATE_PATTERN,
    "core::0127::http-template-pattern",
    "http_template_pattern.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let Some(request) = rpc.input else { return };
    for variable in rpc.routes().iter().flat_map(|route| &route.variables) {
        let Found::Field { field, .. } = field_path::find(request, &variable.field) else { continue };
        let Some(refers) = resources::refers(field) else { continue };
        if refers.ty().is_empty() || !refers.child_type().is_empty() {
            continue;
        }
        let Some((_, resource)) = cx.find_resource(refers.ty()) else { continue };
        if !resource.patterns().any(|pattern| matches(&variable.template, pattern)) {
            let message = format!(
                "`{{{}={}}}` in the path matches no name of `{}`",
                variable.field,
                variable.template,
                refers.ty()
            );
            http::report(cx, rpc, message);
        }
    }
}

/// Returns whether a template matches a whole text: `*` matches a segment or a part of it, `**` anything.
fn matches(template: &str, text: &str) -> bool {
    if let Some(rest) = template.strip_prefix("**") {
        return text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .any(|at| matches(rest, &text[at..]));
    }
    if let Some(rest) = template.strip_prefix('*') {
        let end = text.find('/').unwrap_or(text.len());
        let ends = text[..end].char_indices().map(|(at, c)| at + c.len_utf8());
        return ends.into_iter().any(|at| matches(rest, &text[at..]));
    }
    match (template.chars().next(), text.chars().next()) {
        (None, None) => true,
        (Some(a), Some(b)) => a == b && matches(&template[a.len_utf8()..], &text[b.len_utf8()..]),
        _ => false,
    }
}
