//! Files that are not written in proto3.

use crate::aip::visit::Cx;
use protune_compiler::schema::Edition;

crate::aip::row!(AIP_0191_PROTO_VERSION, "core::0191::proto-version", "proto_version.md", File(check));

fn check(cx: &mut Cx<'_, '_>) {
    let file = cx.file;
    if file.edition() != Edition::Proto3 {
        let place = if file.edition().is_edition() { file.whole() } else { file.syntax_place() };
        cx.report(file, place, "the file should have the syntax `proto3`");
    }
}
