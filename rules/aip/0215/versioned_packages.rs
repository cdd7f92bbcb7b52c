//! Packages without a version.

use crate::aip::checks::names;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0215_VERSIONED_PACKAGES,
    "core::0215::versioned-packages",
    "versioned_packages.md",
    File(check)
);

fn check(cx: &mut Cx<'_, '_>) {
    let (file, package) = (cx.file, cx.file.package());
    let mut segments = package.split('.');
    let is_shared = names::is_common(package) || package.split('.').any(|segment| segment == "type");
    let is_moving =
        package.split('.').any(|segment| segment.ends_with("master") || segment.ends_with("main"));
    let begins_version = |segment: &str| {
        segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    segments.next();
    if !package.is_empty() && !is_shared && !is_moving && !segments.any(begins_version) {
        let message = format!("the package `{package}` should have a version, such as `{package}.v1`");
        cx.report(file, file.package_place(), message);
    }
}
