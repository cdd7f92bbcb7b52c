//! Fields with prepositions in their names.

use super::prepositions::Prepositions;
use crate::context::{FileContext, Findings};
use crate::options::{Default, RuleOption};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FieldView;

pub static RULE: Room = Room {
    id: "STYLE_FIELD_PREPOSITION",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:FIELD_NAMES_EXCLUDE_PREPOSITIONS"],
    severity: Severity::Warning,
    doc: include_str!("field_preposition.md"),
    options: &[&WORDS, &ALLOWED],
    check: Check::File(check),
};

static WORDS: RuleOption = RuleOption {
    name: "style_field_prepositions",
    doc: "words that names of fields should not have; none means the usual prepositions",
    default: Default::List,
};

static ALLOWED: RuleOption = RuleOption {
    name: "style_field_preposition_exceptions",
    doc: "parts of names of fields that may have prepositions, such as `time_to_live`",
    default: Default::List,
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let prepositions = Prepositions { words: cx.list(&WORDS), allowed: cx.list(&ALLOWED) };
    let is_plain = |field: &FieldView<'_>| !field.is_of_map_entry() && field.group().is_none();
    for field in cx.file.fields().filter(is_plain) {
        for word in prepositions.in_name(field.name()) {
            let message =
                format!("field `{}` should have a name without the preposition `{word}`", field.name());
            let help = "a short noun, such as `reason` for `reason_for_call`, is easier to find and to type";
            out.push(cx.finding(field.name_place(), message).help(help));
        }
    }
}
