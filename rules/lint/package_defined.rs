//! Files without a package.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::module::directory;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Severity};

pub static RULE: Room = Room {
    id: "PACKAGE_DEFINED",
    wing: Wing::Lint,
    categories: &["MINIMAL", "BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "SENSIBLE"]), ..Buf::ALWAYS },
    aliases: &["prototool:PACKAGE_IS_DECLARED"],
    severity: Severity::Error,
    doc: include_str!("package_defined.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    if cx.file.package_span().is_none() && !cx.file.has_stray_text() {
        out.push(finding(cx));
    }
}

fn finding(cx: &FileContext<'_>) -> Diagnostic {
    let package = directory(cx.file).replace('/', ".");
    if package.split('.').all(casing::is_identifier) {
        let message = format!("the file should declare the package of its directory: `package {package};`");
        return cx.finding(cx.file.whole(), message);
    }
    let help = "name the package after the directories of the file";
    cx.finding(cx.file.whole(), "the file should declare a package").help(help)
}
