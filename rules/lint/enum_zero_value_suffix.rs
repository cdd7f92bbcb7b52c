//! Zero values whose names do not end with the required suffix.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::options::{Default, RuleOption};
use crate::renames;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{Symbol, ValueView};

pub static RULE: Room = Room {
    id: "ENUM_ZERO_VALUE_SUFFIX",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["STANDARD", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &[
        "protolint:ENUM_FIELD_NAMES_ZERO_VALUE_END_WITH",
        "api-linter:core::0126::unspecified",
        "prototool:ENUM_ZERO_VALUES_INVALID",
        "prototool:ENUM_ZERO_VALUES_INVALID_EXCEPT_MESSAGE",
    ],
    severity: Severity::Error,
    doc: include_str!("enum_zero_value_suffix.md"),
    options: &[&SUFFIX],
    check: Check::File(check),
};

static SUFFIX: RuleOption = RuleOption {
    name: "enum_zero_value_suffix",
    doc: "suffix of the names of zero values",
    default: Default::Text("_UNSPECIFIED"),
};

/// Words for no choice. Replacing them does not change the meaning of the value. `NONE` is missing because it can be a
/// choice.
const NO_CHOICE: &[&str] = &["INVALID", "NOT_SET", "UNDEFINED", "UNKNOWN", "UNSET", "UNSPECIFIED"];

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let suffix = cx.text(&SUFFIX);
    let zeros = cx.file.enums().flat_map(|enumeration| enumeration.values());
    for value in zeros.filter(|value| value.number() == Some(0) && !value.name().ends_with(suffix)) {
        let (name, enumeration) = (value.name(), value.parent().name());
        let stem = stem(value);
        let wanted = match &stem {
            Some(stem) => joined(stem, suffix),
            None => joined(&casing::upper_snake(enumeration), suffix),
        };
        let text = format!("zero value `{name}` of `{enumeration}` should end with `{suffix}`: `{wanted}`");
        let finding = cx.finding(value.name_place(), text);
        out.push(match stem {
            Some(_) => finding.fix(renames::rename(value, Symbol::Value, &wanted)),
            None => finding.help("use 0 only for a value that means nothing was chosen"),
        });
    }
}

/// The name without its word for no choice; `None` if it has no such word.
fn stem(value: ValueView<'_>) -> Option<String> {
    let name = casing::upper_snake(value.name());
    let behind = |word: &&'static str| name.strip_suffix(*word)?.strip_suffix('_');
    let before = |word: &&'static str| name.strip_prefix(*word)?.strip_prefix('_');
    if NO_CHOICE.contains(&&*name) {
        return Some(casing::upper_snake(value.parent().name()).into_owned());
    }
    let stem = NO_CHOICE.iter().find_map(behind).or_else(|| NO_CHOICE.iter().find_map(before));
    stem.map(str::to_owned)
}

fn joined(stem: &str, suffix: &str) -> String {
    let between = if suffix.starts_with('_') { "" } else { "_" };
    format!("{stem}{between}{suffix}")
}
