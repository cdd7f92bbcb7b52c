//! Packages whose files disagree on `php_namespace`.

use crate::context::{Findings, ModuleContext};
use crate::needs::Needs;
use crate::package_option::{self, FileOption, Kind};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "PACKAGE_SAME_PHP_NAMESPACE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "PACKAGE_AFFINITY"]), ..Buf::ALWAYS },
    aliases: &["prototool:FILE_OPTIONS_PHP_NAMESPACE_SAME_IN_DIR"],
    severity: Severity::Error,
    doc: include_str!("package_same_php_namespace.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

static PHP_NAMESPACE: FileOption =
    FileOption { name: "php_namespace", number: 41, kind: Kind::Text, removed: None };

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    package_option::check_same(cx, &PHP_NAMESPACE, out);
}
