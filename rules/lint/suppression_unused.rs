//! Suppressions that hide nothing.

use crate::context::Findings;
use crate::room::{Buf, Check, Room, Wing};
use crate::suppression::{Flaw, Meaning, Name, Style, Suppression, SuppressionContext};
use protune_compiler::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};

pub static RULE: Room = Room {
    id: "SUPPRESSION_UNUSED",
    wing: Wing::Lint,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("suppression_unused.md"),
    options: &[],
    check: Check::Suppressions(check),
};

fn check(cx: &SuppressionContext<'_>, out: &mut Findings) {
    for suppression in cx.suppressions {
        if suppression.flaw == Some(Flaw::CoversNothing) {
            let finding = cx.finding(
                suppression.span,
                "the comment ignores nothing: it is not on the line of a statement or right above one",
            );
            let help = "move it to the line of the finding, or right above without a blank line between";
            out.push(finding.help(help).fix(removal(cx, suppression)));
            continue;
        }
        let is_unused = |name: &Name| name.meaning == Meaning::Unused;
        if suppression.names.iter().all(is_unused) && suppression.flaw.is_none() {
            let names: Vec<String> =
                suppression.names.iter().map(|name| format!("`{}`", name.text)).collect();
            let text = format!("ignoring {} hides no finding", names.join(", "));
            let finding = cx.finding(suppression.span, text).fix(removal(cx, suppression));
            out.push(advise(finding, suppression));
            continue;
        }
        for (index, name) in suppression.names.iter().enumerate().filter(|(_, name)| is_unused(name)) {
            let text = format!("ignoring `{}` hides no finding", name.text);
            let title = format!("remove `{}` from the list", name.text);
            let edit = suppression.without_name(cx.file, index);
            out.push(advise(cx.finding(name.span, text).fix(safe(title, edit)), suppression));
        }
    }
}

/// Adds a help if there is more to say than the title of the fix.
fn advise(finding: Diagnostic, suppression: &Suppression) -> Diagnostic {
    match suppression.style {
        Style::Ours => finding.help("remove it, or use `ignore-file[...]` for findings about the whole file"),
        Style::OursForFile | Style::Buf => finding,
    }
}

fn removal(cx: &SuppressionContext<'_>, suppression: &Suppression) -> Option<Fix> {
    Some(safe("remove the comment".to_owned(), suppression.without_it(cx)?))
}

/// Removing a comment is safe.
fn safe(title: String, edit: Edit) -> Fix {
    Fix::new(title, Safety::Safe, vec![edit])
}
