//! Files that put their Java classes into one.

use crate::aip::checks::options;
use crate::aip::fixes;
use crate::aip::visit::Cx;
use protune_compiler::schema::Edition;

crate::aip::row!(
    AIP_0191_JAVA_MULTIPLE_FILES,
    "core::0191::java-multiple-files",
    "java_multiple_files.md",
    File(check)
);

fn check(cx: &mut Cx<'_, '_>) {
    let file = cx.file;
    if !options::is_api(file) || file.edition() >= Edition::E2024 || options::value(file, 10) == "true" {
        return;
    }
    cx.report(file, file.package_place(), "the file should set `java_multiple_files = true`").fix(|| {
        match file.option(&[10]) {
            Some(_) => fixes::file_option(file, 10, "true"),
            None => fixes::set_file_option(file, "java_multiple_files = true"),
        }
    });
}
