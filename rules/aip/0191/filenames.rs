//! Files with a version or odd characters as their names.

use crate::aip::visit::Cx;

crate::aip::row!(AIP_0191_FILENAMES, "core::0191::filenames", "filenames.md", File(check));

fn check(cx: &mut Cx<'_, '_>) {
    let file = cx.file;
    let base = file.name().rsplit('/').next().unwrap_or_default().replace(".proto", "");
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'\\' | b'/');
    let message = if is_version(&base) {
        format!("file `{base}.proto` should not be named after a version")
    } else if !base.bytes().all(is_plain) {
        format!("the name of `{base}.proto` should have lower-case letters, digits and `_` only")
    } else {
        return;
    };
    cx.report(file, file.package_place(), message);
}

/// `v1`, `v1p1`, `v1beta`, `v1p1alpha2`
fn is_version(name: &str) -> bool {
    let number = |text: &'_ str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let Some(rest) = name.strip_prefix('v') else { return false };
    let (major, mut rest) = rest.split_at(number(rest));
    if let Some(minor) = rest.strip_prefix('p') {
        match number(minor) {
            0 => return false,
            end => rest = &minor[end..],
        }
    }
    let stage = rest.strip_prefix("alpha").or_else(|| rest.strip_prefix("beta")).unwrap_or(rest);
    let has_stage = stage.len() < rest.len();
    !major.is_empty() && (rest.is_empty() || has_stage && number(stage) == stage.len())
}
