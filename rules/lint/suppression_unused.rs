//! Suppressions that hide something.

use crate::context::Findings;
use crate::room::{Buf, Check, Room, Wing};
use crate::suppression::{Flaw, Meaning, Name, Style, Suppression, SuppressionContext};
use protune_compiler::diagnostic::{Change, Edit, Fix, Safety, Severity};

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
            let finding = cx.finding(suppression.span, "this comment is about nothing");
            let help = "put it on the line it is about, or right above without a blank line between";
            out.push(finding.help(help).fix(removal(cx, suppression)));
            continue;
        }
        let is_unused = |name: &Name| name.meaning == Meaning::Unused;
        if suppression.names.iter().all(is_unused) && suppression.flaw.is_none() {
            let names: Vec<String> =
                suppression.names.iter().map(|name| format!("`{}`", name.text)).collect();
            let text = format!("nothing is found here that ignoring {} would hide", names.join(", "));
            let finding = cx.finding(suppression.span, text).help(advice(suppression));
            out.push(finding.fix(removal(cx, suppression)));
            continue;
        }
        for (index, name) in suppression.names.iter().enumerate().filter(|(_, name)| is_unused(name)) {
            let text = format!("nothing is found here that ignoring `{}` would hide", name.text);
            let title = format!("remove `{}` from the list", name.text);
            let edit = suppression.without_name(cx.of_file.file, index);
            out.push(cx.finding(name.span, text).help(advice(suppression)).fix(safe(title, edit)));
        }
    }
}

fn advice(suppression: &Suppression) -> &'static str {
    match suppression.style {
        Style::Ours => "remove it; what is said of the whole file takes `ignore-file[...]`",
        Style::OursForFile | Style::Buf => "remove it",
    }
}

fn removal(cx: &SuppressionContext<'_>, suppression: &Suppression) -> Fix {
    safe("remove the comment".to_owned(), suppression.without_it(cx.of_file.file))
}

/// Comments mean nothing to a compiler.
fn safe(title: String, edit: Edit) -> Fix {
    Fix { title, safety: Safety::Safe, change: Change::from(vec![edit]) }
}
