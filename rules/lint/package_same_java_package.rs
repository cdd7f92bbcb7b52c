//! Packages whose files disagree on `java_package`.

use crate::context::{Findings, ModuleContext};
use crate::needs::Needs;
use crate::package_option::{self, FileOption, Kind};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "PACKAGE_SAME_JAVA_PACKAGE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "PACKAGE_AFFINITY"]), ..Buf::ALWAYS },
    aliases: &["prototool:FILE_OPTIONS_JAVA_PACKAGE_SAME_IN_DIR"],
    severity: Severity::Error,
    doc: include_str!("package_same_java_package.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

static JAVA_PACKAGE: FileOption =
    FileOption { name: "java_package", number: 1, kind: Kind::Text, removed: None };

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    package_option::check_same(cx, &JAVA_PACKAGE, out);
}
