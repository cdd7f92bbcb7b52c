//! Packages that are gone.

use crate::context::{Findings, PairContext};
use crate::contracts::Effects;
use crate::pair::deleted;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::well_known;
use std::collections::{BTreeMap, BTreeSet};

pub static RULE: Room = Room {
    id: "PACKAGE_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("package_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    let (mut told, mut effects) = (BTreeSet::new(), BTreeMap::new());
    for file in cx.pair.changed_files().iter().filter(|file| !cx.pair.has_package(file.package())) {
        let all = effects.entry(file.package()).or_insert(Effects::NONE);
        *all = all.and(deleted::of_file(cx.pair, *file));
    }
    for file in cx.pair.changed_files() {
        let package = file.package();
        // A well-known file comes with every compiler.
        if cx.pair.has_package(package) || well_known::text(file.name()).is_some() || !told.insert(package) {
            continue;
        }
        let message = match package {
            "" => "the last file without a package was deleted".to_owned(),
            package => format!("package `{package}` was deleted"),
        };
        let effects = effects.get(package).copied().unwrap_or(Effects::NONE);
        let finding = cx.finding(file.whole(), message);
        out.push(effects.tell(finding, "keep the package, and add a new one next to it"));
    }
}
