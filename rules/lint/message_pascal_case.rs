//! Message names in PascalCase.

use crate::casing;
use crate::renames;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Rule = Rule {
    id: "MESSAGE_PASCAL_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("message_pascal_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    // Nobody wrote the name of a map entry.
    for message in cx.file.messages().filter(|message| !message.is_map_entry()) {
        let (name, wanted) = (message.name(), casing::pascal(message.name()));
        if name != wanted {
            let text = format!("the message name `{name}` is not in PascalCase");
            let finding = cx.finding(message.name_span(), text).help(casing::advice(&wanted));
            out.push(finding.fix(renames::rename(message, Symbol::Message, &wanted)));
        }
    }
}
