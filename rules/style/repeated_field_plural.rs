//! Repeated fields whose names are not plurals.

use crate::context::{FileContext, Findings};
use crate::inflection;
use crate::options::{Default, RuleOption};
use crate::renames;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, Symbol};
use protune_compiler::syntax::Label;

pub static RULE: Room = Room {
    id: "STYLE_REPEATED_FIELD_PLURAL",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:REPEATED_FIELD_NAMES_PLURALIZED"],
    severity: Severity::Warning,
    doc: include_str!("repeated_field_plural.md"),
    options: &[&EXCEPTIONS],
    check: Check::File(check),
};

static EXCEPTIONS: RuleOption = RuleOption {
    name: "style_plural_exceptions",
    doc: "words that are their own plurals, such as `env`",
    default: Default::List,
};

/// Word that is in use as its own plural.
const UNCOUNTABLE: &str = "info";

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let exceptions = cx.list(&EXCEPTIONS);
    let is_repeated =
        |field: &FieldView<'_>| field.label() == Some(Label::Repeated) && !field.is_of_map_entry();
    for field in cx.file.fields().filter(is_repeated) {
        let name = field.group().map_or(field.name(), |group| group.name());
        let (before, word) = name.split_at(name.rfind('_').map_or(0, |at| at + 1));
        let lower = word.to_ascii_lowercase();
        let is_exception = exceptions.iter().any(|known| known.eq_ignore_ascii_case(word));
        if lower.ends_with(UNCOUNTABLE) || is_exception || inflection::plural_of(&lower) == lower {
            continue;
        }
        let plural = inflection::plural_of(word);
        if plural == word {
            continue;
        }
        let wanted = format!("{before}{plural}");
        let message = format!("repeated field `{name}` should have a plural as its name: `{wanted}`");
        let finding = cx.finding(field.name_place(), message);
        // The name of a group is that of its message too.
        let fix = field.group().is_none().then(|| renames::rename(field, Symbol::Field, &wanted));
        out.push(finding.fix(fix.flatten()));
    }
}
