//! Custom options that a project does not want to lose.

use crate::context::{Findings, PairContext};
use crate::options::{Default, RuleOption};
use crate::pair::kept;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "OPTION_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["ANNOTATIONS"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("option_no_delete.md"),
    options: &[&KEPT_OPTIONS],
    check: Check::Pair(check),
};

static KEPT_OPTIONS: RuleOption = RuleOption {
    name: "kept_options",
    doc: "custom options, by their full names, that must not be removed",
    default: Default::List,
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    let names = cx.terms.options.list(&KEPT_OPTIONS);
    let changed = kept::custom_options(cx.pair, names).into_iter();
    for (what, option) in changed.filter(|(_, option)| option.values.after.is_empty()) {
        let message = format!("{what} lost the option `({})`", option.name);
        let finding = cx.finding(option.places.after, message).label(option.places.before, "it was set here");
        out.push(finding.help("restore it, because `kept_options` in the configuration lists it"));
    }
}
