//! Files that are gone.

use crate::rule::{Check, Findings, PairContext, Rule, Wing};
use protune_compiler::diagnostic::{Place, Severity};
use protune_compiler::well_known;

pub static RULE: Rule = Rule {
    id: "FILE_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "CSR"],
    severity: Severity::Error,
    doc: include_str!("file_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    // A well-known file comes with every compiler.
    let deleted = cx.pair.deleted_files.iter().filter(|file| well_known::text(file.name()).is_none());
    for file in deleted {
        let message = format!("the file `{}` was deleted", file.name());
        let help = "this breaks generated source, and every file that imports it; put it back, if only with imports of where its declarations are now";
        out.push(cx.finding(Place::file(file.id), message).help(help));
    }
}
