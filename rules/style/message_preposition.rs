//! Messages with prepositions in their names.

use super::prepositions::Prepositions;
use crate::context::{FileContext, Findings};
use crate::options::{Default, RuleOption};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "STYLE_MESSAGE_PREPOSITION",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:MESSAGE_NAMES_EXCLUDE_PREPOSITIONS"],
    severity: Severity::Warning,
    doc: include_str!("message_preposition.md"),
    options: &[&WORDS, &ALLOWED],
    check: Check::File(check),
};

static WORDS: RuleOption = RuleOption {
    name: "style_message_prepositions",
    doc: "words that names of messages should not have; none means the usual prepositions",
    default: Default::List,
};

static ALLOWED: RuleOption = RuleOption {
    name: "style_message_preposition_exceptions",
    doc: "parts of names of messages that may have prepositions, such as `PointOfSale`",
    default: Default::List,
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let prepositions = Prepositions { words: cx.list(&WORDS), allowed: cx.list(&ALLOWED) };
    for message in cx.file.messages().filter(|message| !message.is_map_entry()) {
        for word in prepositions.in_name(message.name()) {
            let text =
                format!("message `{}` should have a name without the preposition `{word}`", message.name());
            let help = "put what describes the message first: `CatPhoto` for `PhotoOfCat`";
            out.push(cx.finding(message.name_place(), text).help(help));
        }
    }
}
