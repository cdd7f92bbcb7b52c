//! Files that are gone.

use crate::context::{Findings, PairContext};
use crate::pair::deleted;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::well_known;

pub static RULE: Room = Room {
    id: "FILE_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("file_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    // A well-known file comes with every compiler.
    let deleted = cx.pair.deleted_files.iter().filter(|file| well_known::text(file.name()).is_none());
    for file in deleted {
        let message = format!("file `{}` was deleted", file.name());
        let advice = "restore it, at least with public imports of the files that hold its declarations now";
        let effects = deleted::of_file(cx.pair, *file);
        out.push(effects.tell(cx.finding(file.whole(), message), advice));
    }
}
