//! Messages that are documented.

use crate::comments;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "COMMENT_MESSAGE",
    wing: Wing::Lint,
    categories: &["COMMENTS"],
    severity: Severity::Error,
    doc: include_str!("comment_message.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    // Nobody wrote a map entry.
    let messages = cx.file.messages().filter(|message| !message.is_map_entry());
    comments::check(cx, "message", messages, out);
}
