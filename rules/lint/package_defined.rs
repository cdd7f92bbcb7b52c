//! Files that belong to a package.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::module::directory;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FileView;

pub static RULE: Room = Room {
    id: "PACKAGE_DEFINED",
    wing: Wing::Lint,
    categories: &["MINIMAL", "BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "SENSIBLE"]), ..Buf::ALWAYS },
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("package_defined.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    if cx.file.package_span().is_none() && !cx.file.has_stray_text() {
        out.push(cx.finding(cx.file.whole(), "the file has no package").help(advice(cx.file)));
    }
}

fn advice(file: FileView<'_>) -> String {
    let package = directory(file).replace('/', ".");
    if package.split('.').all(casing::is_identifier) {
        format!("declare the one that its directory speaks of: `package {package};`")
    } else {
        "declare one; its parts are the directories that the file is in".to_owned()
    }
}
