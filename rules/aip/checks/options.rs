//! Options of files for code generators.

use crate::aip::fixes;
use crate::aip::visit::Cx;
use crate::aip::words;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{FileView, OptionView};
use std::borrow::Cow;

const JAVA_MULTIPLE_FILES: i32 = 10;

/// Value of an option; empty if it is not set, or false.
pub(crate) fn value(file: FileView<'_>, number: i32) -> Cow<'_, str> {
    match file.option(&[number]) {
        None => Cow::Borrowed(""),
        Some(option) if number == JAVA_MULTIPLE_FILES => {
            Cow::Borrowed(if option.as_bool() == Some(true) { "true" } else { "" })
        }
        Some(option) => option.as_text(),
    }
}

/// Place of an option, or of the package if it is not set.
pub(crate) fn place_or_package(file: FileView<'_>, number: i32) -> Place {
    file.option(&[number]).map_or(file.package_place(), OptionView::place)
}

/// Returns whether a file is part of an API that is published.
pub(crate) fn is_api(file: FileView<'_>) -> bool {
    !file.package().is_empty() && !file.package().ends_with(".master")
}

/// Namespace of a language.
pub(crate) struct Namespace {
    /// Number and name of the option.
    number: i32,
    name: &'static str,
    separator: &'static str,
    /// Segment as it should be.
    segment: fn(&str) -> String,
}

pub(crate) const CSHARP: Namespace =
    Namespace { number: 37, name: "csharp_namespace", separator: ".", segment: in_csharp };
pub(crate) const PHP: Namespace =
    Namespace { number: 41, name: "php_namespace", separator: "\\", segment: in_others };
pub(crate) const RUBY: Namespace =
    Namespace { number: 45, name: "ruby_package", separator: "::", segment: in_others };

/// The namespace, if it is set, has only letters and digits, in UpperCamelCase, and no segment that differs from a
/// service by case alone.
pub(crate) fn namespace(cx: &mut Cx<'_, '_>, style: &Namespace) {
    let (file, name) = (cx.file, style.name);
    let value = value(file, style.number);
    if value.is_empty() {
        return;
    }
    let place = place_or_package(file, style.number);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || style.separator.contains(c);
    if let Some(c) = value.chars().find(|&c| !is_plain(c)) {
        cx.report(file, place, format!("`{name}` should not contain {c:?}"));
        return;
    }
    let segments: Vec<String> = value.split(style.separator).map(style.segment).collect();
    let want = segments.join(style.separator);
    if value != want {
        cx.report(file, place, format!("`{name}` should be `{want}`"))
            .fix(|| fixes::file_option(file, style.number, &format!("\"{}\"", want.replace('\\', "\\\\"))));
        return;
    }
    let clashes = |segment: &str, service: &str| segment != service && segment.eq_ignore_ascii_case(service);
    let clash = value
        .split(style.separator)
        .find_map(|segment| file.services().find(|service| clashes(segment, service.name())));
    if let Some(service) = clash {
        let message = format!("`{name}` should spell `{}` like the service", service.name());
        cx.report(file, place, message);
    }
}

/// UpperCamelCase, with capitals in versions: `V1P1Beta1`.
fn in_csharp(segment: &str) -> String {
    let camel = words::upper_camel(segment);
    let mut out = String::with_capacity(camel.len());
    let mut rest = camel.as_str();
    while let Some(c) = rest.chars().next() {
        let follows_digit = out.ends_with(|c: char| c.is_ascii_digit());
        let begins_stage = is_stage(rest) || is_stage(behind_point(rest));
        out.push(if follows_digit && begins_stage { c.to_ascii_uppercase() } else { c });
        rest = &rest[c.len_utf8()..];
    }
    out
}

fn is_stage(rest: &str) -> bool {
    ["alpha", "beta", "main"].iter().any(|stage| rest.starts_with(stage))
}

/// `beta1` of `p1beta1`; empty if it does not begin so.
fn behind_point(rest: &str) -> &str {
    let number = rest.strip_prefix('p').unwrap_or_default();
    let behind = number.trim_start_matches(|c: char| c.is_ascii_digit());
    if behind.len() < number.len() { behind } else { "" }
}

/// UpperCamelCase, with small letters in versions: `V1beta1`.
fn in_others(segment: &str) -> String {
    if is_version(segment) {
        format!("V{}", segment[1..].to_lowercase())
    } else {
        words::upper_camel(segment)
    }
}

fn is_version(segment: &str) -> bool {
    let rest = segment.strip_prefix(['v', 'V']);
    rest.is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.bytes().all(|b| b.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_csharp() {
        for (segment, want) in [
            ("v1", "V1"),
            ("v1p1beta1", "V1P1Beta1"),
            ("V2main", "V2Main"),
            ("v1p1", "V1p1"),
            ("http2proxy", "Http2proxy"),
        ] {
            assert_eq!(in_csharp(segment), want);
        }
    }
}
