//! Packages whose files disagree on `java_multiple_files`.

use crate::context::{Findings, ModuleContext};
use crate::needs::Needs;
use crate::package_option::{self, FileOption, Kind};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Edition;

pub static RULE: Room = Room {
    id: "PACKAGE_SAME_JAVA_MULTIPLE_FILES",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "PACKAGE_AFFINITY"]), ..Buf::ALWAYS },
    aliases: &["prototool:FILE_OPTIONS_JAVA_MULTIPLE_FILES_SAME_IN_DIR"],
    severity: Severity::Error,
    doc: include_str!("package_same_java_multiple_files.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

static JAVA_MULTIPLE_FILES: FileOption =
    FileOption { name: "java_multiple_files", number: 10, kind: Kind::Flag, removed: Some(Edition::E2024) };

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    package_option::check_same(cx, &JAVA_MULTIPLE_FILES, out);
}
