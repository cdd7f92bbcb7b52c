//! Imports that the file does not use.

use crate::context::{FileContext, Findings};
use crate::edits;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Fix, Safety, Severity};
use protune_compiler::syntax::ImportKind;

pub static RULE: Room = Room {
    id: "IMPORT_USED",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf::SINCE_V1,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("import_used.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    // An import may be there for a name that is misspelled.
    if !cx.file.problems().is_empty() {
        return;
    }
    for import in cx.file.imports() {
        // A public import is for the files that import this one.
        if import.is_used() || import.kind() == ImportKind::Public {
            continue;
        }
        let title = format!("remove the import of `{}`", import.name());
        let fix = Fix::new(title, Safety::Safe, vec![edits::remove_statement(cx.file, import.span())]);
        let finding = cx.finding(import.place(), format!("import `{}` is not used", import.name()));
        out.push(finding.fix(fix));
    }
}
