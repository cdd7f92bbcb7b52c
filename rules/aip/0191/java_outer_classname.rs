//! Files whose outer Java class is not named after them.

use crate::aip::checks::options;
use crate::aip::visit::Cx;
use crate::aip::{fixes, words};
use protune_compiler::schema::Edition;

crate::aip::row!(
    AIP_0191_JAVA_OUTER_CLASSNAME,
    "core::0191::java-outer-classname",
    "java_outer_classname.md",
    File(check)
);

fn check(cx: &mut Cx<'_, '_>) {
    let file = cx.file;
    let is_set = file.option(&[8]).is_some();
    if !options::is_api(file) || file.edition() >= Edition::E2024 && !is_set {
        return;
    }
    let base = file.name().rsplit('/').next().unwrap_or_default();
    let want = words::upper_camel(&base.replace('.', "_"));
    if !options::value(file, 8).eq_ignore_ascii_case(&want) {
        let message = format!("the file should set `java_outer_classname = \"{want}\"`");
        cx.report(file, file.package_place(), message).fix(|| match is_set {
            true => fixes::file_option(file, 8, &format!("\"{want}\"")),
            false => fixes::set_file_option(file, &format!("java_outer_classname = \"{want}\"")),
        });
    }
}
