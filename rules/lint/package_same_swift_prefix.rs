//! Packages whose files disagree on `swift_prefix`.

use crate::context::{Findings, ModuleContext};
use crate::needs::Needs;
use crate::package_option::{self, FileOption, Kind};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "PACKAGE_SAME_SWIFT_PREFIX",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "PACKAGE_AFFINITY"]), ..Buf::ALWAYS },
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("package_same_swift_prefix.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

static SWIFT_PREFIX: FileOption =
    FileOption { name: "swift_prefix", number: 39, kind: Kind::Text, removed: None };

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    package_option::check_same(cx, &SWIFT_PREFIX, out);
}
