//! Files whose Java package does not end with their package.

use crate::aip::checks::options;
use crate::aip::fixes;
use crate::aip::visit::Cx;

crate::aip::row!(AIP_0191_JAVA_PACKAGE, "core::0191::java-package", "java_package.md", File(check));

fn check(cx: &mut Cx<'_, '_>) {
    let file = cx.file;
    let java = options::value(file, 1);
    if !options::is_api(file) || !java.is_empty() && java.ends_with(file.package()) {
        return;
    }
    let want = format!("com.{}", file.package());
    let message = format!("`java_package` should end with the package: `{want}`");
    let place = if java.is_empty() { file.package_place() } else { options::place_or_package(file, 1) };
    cx.report(file, place, message).fix(|| match file.option(&[1]) {
        Some(_) => fixes::file_option(file, 1, &format!("\"{want}\"")),
        None => fixes::set_file_option(file, &format!("java_package = \"{want}\"")),
    });
}
