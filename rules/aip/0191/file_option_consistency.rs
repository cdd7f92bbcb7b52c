//! Files of a package with different options.

use crate::aip::checks::options;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0191_FILE_OPTION_CONSISTENCY,
    "core::0191::file-option-consistency",
    "file_option_consistency.md",
    File(check)
);

/// Numbers of the options, with their names.
const OPTIONS: &[(i32, &str)] = &[
    (37, "csharp_namespace"),
    (11, "go_package"),
    (1, "java_package"),
    (10, "java_multiple_files"),
    (40, "php_class_prefix"),
    (44, "php_metadata_namespace"),
    (41, "php_namespace"),
    (36, "objc_class_prefix"),
    (45, "ruby_package"),
    (39, "swift_prefix"),
];

fn check(cx: &mut Cx<'_, '_>) {
    let file = cx.file;
    if file.package().is_empty() {
        return;
    }
    let imported = file.imports().filter_map(|import| import.target());
    for other in imported.filter(|other| other.package() == file.package()) {
        for &(number, name) in OPTIONS {
            let value = |file| options::value(file, number);
            if value(file) != value(other) {
                let message = format!("`{name}` should be the same as in `{}`", other.name());
                cx.report(file, file.package_place(), message);
            }
        }
    }
}
