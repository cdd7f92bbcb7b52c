//! Numbers and names that were reserved and are not any more, in a message or an enum.

use super::fixes::{self, Reserved};
use super::numbers::{Range, Union};
use super::words;
use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{FileView, RangeView, ReservedNameView};
use protune_compiler::syntax::Node;

/// Message or enum that reserves numbers and names.
pub(crate) struct Block<'s> {
    pub(crate) place: Place,
    pub(crate) file: FileView<'s>,
    pub(crate) node: Node<'s>,
    /// Its kind and name in messages.
    pub(crate) what: String,
    /// Value of `max`.
    pub(crate) max: i32,
    pub(crate) numbers: Union,
    pub(crate) reserves_name: &'s dyn Fn(&str) -> bool,
    /// Whether any number of a range is in use.
    pub(crate) uses_number: &'s dyn Fn(Range) -> bool,
    pub(crate) uses_name: &'s dyn Fn(&str) -> bool,
}

/// Reports the numbers that are missing in each old range.
pub(crate) fn numbers<'s>(
    cx: &PairContext<'_>,
    block: &Block<'_>,
    before: impl Iterator<Item = RangeView<'s>>,
    out: &mut Findings,
) {
    for range in before {
        let missing = block.numbers.missing(range.numbers().into_inner());
        if missing.is_empty() {
            continue;
        }
        let message = format!("{} no longer reserves {}", block.what, words::numbers(&missing, block.max));
        let finding = cx.finding(block.place, message).label(range.place(), "reserved here");
        let is_free = !missing.iter().any(|&range| (block.uses_number)(range));
        let numbers = missing.iter().map(|&range| words::range(range, block.max)).collect();
        let fix = fixes::reserve(block.file, block.node, Reserved { numbers, names: Vec::new() });
        let finding = Change::NumberFreed.effects().tell(finding, "reserve it again");
        out.push(finding.fix(fix.filter(|_| is_free)));
    }
}

/// Reports the missing names.
pub(crate) fn names<'s>(
    cx: &PairContext<'_>,
    block: &Block<'_>,
    before: impl Iterator<Item = ReservedNameView<'s>>,
    out: &mut Findings,
) {
    for reserved in before.filter(|reserved| !(block.reserves_name)(reserved.name())) {
        let name = reserved.name();
        let message = format!("{} no longer reserves the name `{name}`", block.what);
        let finding = cx.finding(block.place, message).label(reserved.place(), "reserved here");
        let is_free = !(block.uses_name)(name);
        let names = Reserved { numbers: Vec::new(), names: vec![name.to_owned()] };
        let fix = fixes::reserve(block.file, block.node, names).filter(|_| is_free);
        out.push(Change::NameFreed.effects().tell(finding, "reserve it again").fix(fix));
    }
}
