//! Packages whose files disagree on `go_package`.

use crate::context::{Findings, ModuleContext};
use crate::needs::Needs;
use crate::package_option::{self, FileOption, Kind};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "PACKAGE_SAME_GO_PACKAGE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "PACKAGE_AFFINITY"]), ..Buf::ALWAYS },
    aliases: &["prototool:FILE_OPTIONS_GO_PACKAGE_SAME_IN_DIR"],
    severity: Severity::Error,
    doc: include_str!("package_same_go_package.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

static GO_PACKAGE: FileOption =
    FileOption { name: "go_package", number: 11, kind: Kind::Text, removed: None };

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    package_option::check_same(cx, &GO_PACKAGE, out);
}
