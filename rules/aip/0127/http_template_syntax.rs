//! HTTP paths that do not follow the syntax of templates.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0127_HTTP_TEMPLATE_SYNTAX,
    "core::0127::http-template-syntax",
    "http_template_syntax.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    for route in rpc.routes() {
        if !is_template(&route.uri) {
            let message = format!("the path `{}` is not a valid template", route.path.text);
            http::report(cx, rpc, message);
        }
    }
}

fn is_template(uri: &str) -> bool {
    let Some(path) = uri.strip_prefix('/') else { return false };
    let verb = path.rsplit_once(':').filter(|(_, verb)| !verb.contains(['/', '}']));
    let (path, is_verb) = verb.map_or((path, true), |(path, verb)| (path, is_literal(verb)));
    let mut rest = Some(path);
    while let Some(text) = rest {
        let end = match text.starts_with('{') {
            true => match text.find('}') {
                Some(end) => end + 1,
                None => return false,
            },
            false => text.find('/').unwrap_or(text.len()),
        };
        let (segment, behind) = text.split_at(end);
        if !is_segment(segment) || !(behind.is_empty() || behind.starts_with('/')) {
            return false;
        }
        rest = behind.strip_prefix('/');
    }
    is_verb
}

fn is_segment(segment: &str) -> bool {
    let Some(variable) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        return is_plain(segment);
    };
    let (field, template) = variable.split_once('=').unwrap_or((variable, "*"));
    field.split('.').all(is_word) && template.split('/').all(is_plain)
}

fn is_plain(segment: &str) -> bool {
    matches!(segment, "*" | "**") || is_literal(segment)
}

/// Characters that a path has without a meaning of their own, and encoded ones.
fn is_literal(text: &str) -> bool {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'~' | b'%');
    !text.is_empty() && text.bytes().all(is_plain)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
