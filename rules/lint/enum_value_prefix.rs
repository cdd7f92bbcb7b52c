//! Enum values that do not start with the name of their enum.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::options::{Default, RuleOption};
use crate::renames;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{EnumView, Symbol, ValueView};
use std::cell::LazyCell;

pub static RULE: Room = Room {
    id: "ENUM_VALUE_PREFIX",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["STANDARD", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &["protolint:ENUM_FIELD_NAMES_PREFIX", "prototool:ENUM_FIELD_PREFIXES_EXCEPT_MESSAGE"],
    severity: Severity::Error,
    doc: include_str!("enum_value_prefix.md"),
    options: &[&LOOSE],
    check: Check::File(check),
};

static LOOSE: RuleOption = RuleOption {
    name: "enum_value_prefix_loose",
    doc: "ignore case and underscores when comparing the prefix of a value with the name of its enum",
    default: Default::Flag(false),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let is_loose = cx.flag(&LOOSE);
    for enumeration in cx.file.enums() {
        let strict = prefix(enumeration.name());
        let prefix = if is_loose { spelled(enumeration, &strict) } else { strict };
        let has_prefix = |value: ValueView<'_>| match is_loose {
            true => without_enum(&value.name().to_ascii_uppercase(), &prefix).is_some(),
            false => value.name().starts_with(&prefix),
        };
        let longer = LazyCell::new(|| longer(enumeration, &prefix));
        for value in enumeration.values().filter(|value| !has_prefix(*value)) {
            let wanted = wanted(value, &prefix, &longer);
            let text = format!("enum value `{}` should start with `{prefix}`: `{wanted}`", value.name());
            let finding = cx.finding(value.name_place(), text);
            out.push(match casing::is_identifier(&wanted) {
                true => finding.fix(renames::rename(value, Symbol::Value, &wanted)),
                false => finding.help("rename the enum to a name that starts with a letter"),
            });
        }
    }
}

/// The prefix, with underscores as in the first value that has it.
fn spelled(enumeration: EnumView<'_>, strict: &str) -> String {
    let spelled = enumeration.values().find_map(|value| {
        let name = value.name().to_ascii_uppercase();
        let rest = without_enum(&name, strict)?.len();
        Some(name[..name.len() - rest].to_owned())
    });
    spelled.unwrap_or_else(|| strict.to_owned())
}

fn prefix(enumeration: &str) -> String {
    format!("{}_", casing::upper_snake(enumeration))
}

/// The prefix behind the names of the messages around the enum, of which some values have more and some less.
fn longer(enumeration: EnumView<'_>, prefix: &str) -> Vec<String> {
    let parents = std::iter::successors(enumeration.parent(), |message| message.parent());
    let longer = parents.scan(prefix.to_owned(), |longer, message| {
        longer.insert_str(0, &self::prefix(message.name()));
        Some(longer.clone())
    });
    longer.collect()
}

/// Name for a value, also in upper case, so that no other rule asks for another rename.
fn wanted(value: ValueView<'_>, prefix: &str, longer: &[String]) -> String {
    let name = casing::upper_snake(value.name());
    let behind = || name.strip_suffix(prefix.trim_end_matches('_'))?.strip_suffix('_');
    let without_longer = || longer.iter().find_map(|longer| without_enum(&name, longer));
    let rest = without_enum(&name, prefix).or_else(behind).or_else(without_longer);
    [prefix, rest.unwrap_or(&name)].concat()
}

/// The part of a value name after the name of its enum, wherever either has underscores: `CALM` for `CATMOOD_CALM` in
/// `CatMood`.
fn without_enum<'v>(value: &'v str, prefix: &str) -> Option<&'v str> {
    let mut letters = prefix.bytes().filter(|&b| b != b'_').peekable();
    let mut rest = value;
    while letters.peek().is_some() {
        rest = rest.trim_start_matches('_');
        if rest.bytes().next() != letters.next() {
            return None;
        }
        rest = &rest[1..];
    }
    rest.strip_prefix('_')
}
