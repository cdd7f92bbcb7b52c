//! Packages that end with a version.

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
    aliases: &["api-linter:core::0215::versioned-packages"],
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
    let text = format!("the package name `{package}` does not end with a version");
    out.push(cx.finding(cx.file.package_place(), text).help(advice(package)));
}

fn advice(package: &str) -> String {
    let last = package.rsplit('.').next().unwrap_or_default();
    let is_like_a_version = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    if !last.strip_prefix(['v', 'V']).is_some_and(is_like_a_version) {
        return format!("call it `{package}.v1`");
    }
    if last == package {
        return "put a name before the version".to_owned();
    }
    "versions look like `v1`, `v1alpha1`, `v1p1beta1` or `v1test`".to_owned()
}
