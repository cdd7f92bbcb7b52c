//! Enums that are documented.

use crate::comments;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "COMMENT_ENUM",
    wing: Wing::Lint,
    categories: &["COMMENTS"],
    severity: Severity::Error,
    doc: include_str!("comment_enum.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    comments::check(cx, "enum", cx.file.enums(), out);
}
