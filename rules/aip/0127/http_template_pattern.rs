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
    // Whether what was read of the template matches each start of the text.
    let mut starts = vec![false; text.len() + 1];
    starts[0] = true;
    let mut rest = template.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let (is_any, behind) = match behind.split_first() {
            Some((b'*', behind)) if first == b'*' => (true, behind),
            _ => (false, behind),
        };
        rest = behind;
        let mut ends = vec![false; text.len() + 1];
        ends[0] = is_any && starts[0];
        for (at, &b) in text.as_bytes().iter().enumerate() {
            ends[at + 1] = match first {
                b'*' if is_any => starts[at + 1] || ends[at],
                b'*' => (starts[at] || ends[at]) && b != b'/',
                _ => starts[at] && b == first,
            };
        }
        starts = ends;
    }
    starts[text.len()]
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_match_segments_and_paths() {
        for (template, text, is_match) in [
            ("cats/*", "cats/{cat}", true),
            ("cats/*", "cats/{cat}/toys/{toy}", false),
            ("cats/**", "cats/{cat}/toys/{toy}", true),
            ("**", "", true),
            ("*/cats/*", "shelters/cats/{cat}", true),
            (".ats/*", "cats/{cat}", false),
            ("cats/*", "cats/", false),
        ] {
            assert_eq!(matches(template, text), is_match, "{template} and {text}");
        }
        assert!(!matches(&"**a".repeat(60), &"a".repeat(59)));
    }
}
