//! Zero values that say that nothing was chosen.

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
    aliases: &["protolint:ENUM_FIELD_NAMES_ZERO_VALUE_END_WITH", "api-linter:core::0126::unspecified"],
    severity: Severity::Error,
    doc: include_str!("enum_zero_value_suffix.md"),
    options: &[&SUFFIX],
    check: Check::File(check),
};

static SUFFIX: RuleOption = RuleOption {
    name: "enum_zero_value_suffix",
    doc: "what the names of zero values end with",
    default: Default::Text("_UNSPECIFIED"),
};

/// Words for no choice, from which a better one takes over without a change of meaning. `NONE` is not
/// among them: it is a choice now and then, as of a coat that is not there.
const NO_CHOICE: &[&str] = &["INVALID", "NOT_SET", "UNDEFINED", "UNKNOWN", "UNSET", "UNSPECIFIED"];

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let suffix = cx.text(&SUFFIX);
    let zeros = cx.file.enums().flat_map(|enumeration| enumeration.values());
    for value in zeros.filter(|value| value.number() == Some(0) && !value.name().ends_with(suffix)) {
        let text = format!("the zero value `{}` does not end with `{suffix}`", value.name());
        let finding = cx.finding(value.name_place(), text);
        out.push(match stem(value) {
            Some(stem) => {
                let wanted = joined(&stem, suffix);
                finding.help(casing::advice(&wanted)).fix(renames::rename(value, Symbol::Value, &wanted))
            }
            None => {
                let wanted = joined(&casing::upper_snake(value.parent().name()), suffix);
                finding.help(format!("let 0 stand for no choice: `{wanted}`"))
            }
        });
    }
}

/// What the name says besides that nothing was chosen; `None` if it does not say that.
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
