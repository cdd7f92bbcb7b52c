//! Custom options that a project does not want to change.

use crate::context::{Findings, PairContext};
use crate::options::{Default, RuleOption};
use crate::pair::kept;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "OPTION_SAME_VALUE",
    wing: Wing::Breaking,
    categories: &["ANNOTATIONS"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("option_same_value.md"),
    options: &[&FIXED_OPTIONS],
    check: Check::Pair(check),
};

static FIXED_OPTIONS: RuleOption = RuleOption {
    name: "fixed_options",
    doc: "custom options, by their full names, that must not be changed or removed",
    default: Default::List,
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    let names = cx.terms.options.list(&FIXED_OPTIONS);
    let changed = kept::custom_options(cx.pair, names).into_iter();
    // What had no value may get one.
    for (what, option) in changed.filter(|(_, option)| !option.values.before.is_empty()) {
        let message = match option.values.after.is_empty() {
            true => format!("{what} lost the option `({})`", option.name),
            false => format!("the value of option `({})` changed on {what}", option.name),
        };
        let finding = cx.finding(option.places.after, message).label(option.places.before, "it was set here");
        out.push(finding.help("restore it, because `fixed_options` in the configuration lists it"));
    }
}
