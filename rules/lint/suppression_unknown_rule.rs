//! Suppressions that name rules there are.

use crate::context::Findings;
use crate::contracts;
use crate::room::{Buf, Check, Room, Wing};
use crate::suppression::{Flaw, Meaning, Name, SuppressionContext};
use protune_compiler::diagnostic::{Change, Edit, Fix, Safety, Severity};

pub static RULE: Room = Room {
    id: "SUPPRESSION_UNKNOWN_RULE",
    wing: Wing::Lint,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("suppression_unknown_rule.md"),
    options: &[],
    check: Check::Suppressions(check),
};

fn check(cx: &SuppressionContext<'_>, out: &mut Findings) {
    for suppression in cx.suppressions {
        if let Some((what, help)) = suppression.flaw.and_then(of_flaw) {
            out.push(cx.finding(suppression.span, what).help(help));
        }
        for name in &suppression.names {
            let text = &name.text;
            let finding = |message: String| cx.finding(name.span, message);
            match name.meaning {
                Meaning::Used | Meaning::Unused | Meaning::Untried => {}
                Meaning::Compiler => {
                    out.push(
                        finding(format!("`{text}` cannot be ignored")).help("mend what the compiler says"),
                    );
                }
                Meaning::Group => {
                    let finding = finding(format!("`{text}` is not one rule"));
                    out.push(finding.help("name each rule, or `ALL` of them"));
                }
                Meaning::Unknown { nearest: None } => {
                    let finding = finding(format!("there is no rule `{text}`"));
                    out.push(finding.help("`protune rules` lists those that there are"));
                }
                Meaning::Unknown { nearest: Some(nearest) } => {
                    let finding = finding(format!("there is no rule `{text}`"));
                    let fix = rename(cx, name, &nearest);
                    out.push(finding.help(format!("did you mean `{nearest}`?")).fix(fix));
                }
            }
        }
    }
}

/// What is wrong with a comment that names no rule, and what to do.
fn of_flaw(flaw: Flaw) -> Option<(&'static str, &'static str)> {
    match flaw {
        Flaw::NoNames => Some((
            "this comment does not say which rules to ignore",
            "name them in brackets, as in `ignore[RULE, RULE]`",
        )),
        Flaw::UnknownWord => Some((
            "this comment ignores nothing: its first word is unknown",
            "write `ignore[RULE]`, or `ignore-file[RULE]` for the whole file",
        )),
        Flaw::CoversNothing => None,
    }
}

/// Only the case of letters, and spaces, can be mended without guessing.
fn rename(cx: &SuppressionContext<'_>, name: &Name, nearest: &str) -> Fix {
    let edit = Edit { file: cx.of_file.file.id, span: name.span, text: nearest.to_owned() };
    if name.text.trim().eq_ignore_ascii_case(nearest) {
        return Fix {
            title: format!("write `{nearest}`"),
            safety: Safety::Safe,
            contracts: None,
            change: Change::from(vec![edit]),
        };
    }
    let title = format!("write `{nearest}`, a guess: it may hide other findings than meant");
    contracts::Change::Unfelt.effects().fix(&title, vec![edit])
}
