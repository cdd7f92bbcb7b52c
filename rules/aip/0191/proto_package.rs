//! Files whose directory does not match their package.

use crate::aip::visit::Cx;

crate::aip::row!(AIP_0191_PROTO_PACKAGE, "core::0191::proto-package", "proto_package.md", File(check));

fn check(cx: &mut Cx<'_, '_>) {
    let file = cx.file;
    let Some((directory, _)) = file.name().rsplit_once('/') else { return };
    let want = file.package().replace('.', "/");
    if directory != want {
        let message = format!("files of the package `{}` should be in `{want}`", file.package());
        cx.report(file, file.package_place(), message);
    }
}
