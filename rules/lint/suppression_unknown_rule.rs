//! Suppressions that name no known rule.

use crate::context::Findings;
use crate::contracts;
use crate::room::{Buf, Check, Room, Wing};
use crate::suppression::{Flaw, Meaning, Name, SuppressionContext};
use protune_compiler::diagnostic::{Edit, Fix, Safety, Severity};

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
                        finding(format!("compiler errors cannot be ignored, so `{text}` has no effect"))
                            .help("fix the errors"),
                    );
                }
                Meaning::Group => {
                    let finding = finding(format!(
                        "the comment should name single rules or `ALL`, not the group `{text}`"
                    ));
                    out.push(finding.help("name each rule of the group"));
                }
                Meaning::Unknown { nearest: None } => {
                    let finding = finding(format!("unknown rule `{text}`"));
                    out.push(finding.help("run `protune rules` to list the rules"));
                }
                Meaning::Unknown { nearest: Some(nearest) } => {
                    let finding = finding(format!("unknown rule `{text}`; did you mean `{nearest}`?"));
                    let fix = rename(cx, name, &nearest);
                    out.push(finding.fix(fix));
                }
            }
        }
    }
}

/// Message and help for a comment that names no rule.
fn of_flaw(flaw: Flaw) -> Option<(&'static str, &'static str)> {
    match flaw {
        Flaw::NoNames => Some((
            "the comment should name the rules to ignore: `ignore[RULE, RULE]`",
            "name rules in brackets, or `ALL`",
        )),
        Flaw::UnknownWord => Some((
            "the comment ignores nothing: it should start with `ignore` or `ignore-file`",
            "write `ignore[RULE]`, or `ignore-file[RULE]` for the whole file",
        )),
        Flaw::CoversNothing => None,
    }
}

/// The fix is safe if only case or spaces are wrong; any other name is a guess.
fn rename(cx: &SuppressionContext<'_>, name: &Name, nearest: &str) -> Fix {
    let edit = Edit { file: cx.file, span: name.span, text: nearest.to_owned() };
    if name.text.trim().eq_ignore_ascii_case(nearest) {
        return Fix::new(format!("write `{nearest}`"), Safety::Safe, vec![edit]);
    }
    let title = format!("write `{nearest}`, which may hide other findings than intended");
    contracts::Change::Unfelt.effects().fix(&title, vec![edit])
}
