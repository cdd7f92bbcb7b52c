//! Packages that do not end with a version.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::package_version;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "PACKAGE_VERSION_SUFFIX",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["STANDARD", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &[
        "api-linter:core::0215::versioned-packages",
        "prototool:PACKAGE_MAJOR_BETA_VERSIONED",
        "prototool:PACKAGE_MAJOR_VERSIONED",
    ],
    severity: Severity::Error,
    doc: include_str!("package_version_suffix.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let package = cx.file.package();
    let is_whole = package.split('.').all(casing::is_identifier);
    if !is_whole || package_version::stability(package).is_some() {
        return;
    }
    out.push(cx.finding(cx.file.package_place(), message(package)));
}

fn message(package: &str) -> String {
    let last = package.rsplit('.').next().unwrap_or_default();
    let is_like_a_version = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    if !last.strip_prefix(['v', 'V']).is_some_and(is_like_a_version) {
        return format!("package `{package}` should end with a version: `{package}.v1`");
    }
    if last == package {
        return format!("package `{package}` should have a name before the version");
    }
    format!("package `{package}` should end with a version such as `v1`, `v1alpha1`, `v1p1beta1` or `v1test`")
}
