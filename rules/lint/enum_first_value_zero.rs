//! Enums whose first value is not 0.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::contracts::Change;
use crate::edits;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Edit, Fix, Severity};
use protune_compiler::schema::{EnumView, ValueView};
use protune_compiler::text::Span;

pub static RULE: Room = Room {
    id: "ENUM_FIRST_VALUE_ZERO",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["OTHER"]), ..Buf::ALWAYS },
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("enum_first_value_zero.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for enumeration in cx.file.enums() {
        let Some(first) = enumeration.values().next() else { continue };
        let (Some(number), Some(place)) = (first.number(), first.number_place()) else { continue };
        if number != 0 {
            let message = format!(
                "enum `{}` should start with a value for 0, but starts with `{} = {number}`",
                enumeration.name(),
                first.name()
            );
            out.push(mend(cx.finding(place, message), enumeration, first));
        }
    }
}

fn mend(finding: Diagnostic, enumeration: EnumView<'_>, first: ValueView<'_>) -> Diagnostic {
    match enumeration.values().find(|value| value.number() == Some(0)) {
        Some(zero) => {
            finding.help(format!("move `{}` to the front", zero.name())).fix(move_before(first, zero))
        }
        None => {
            let prefix = casing::upper_snake(enumeration.name());
            finding.help(format!("add `{prefix}_UNSPECIFIED = 0;` as the first value"))
        }
    }
}

fn move_before(first: ValueView<'_>, zero: ValueView<'_>) -> Option<Fix> {
    let (place, lines) = (edits::own_lines(first.node())?.start, edits::own_lines(zero.node())?);
    let file = zero.file.id;
    let inserted = Edit { file, span: Span::at(place), text: lines.of(zero.file.text()).to_owned() };
    let removed = Edit { file, span: lines, text: String::new() };
    let title = format!("move `{}` to the front", zero.name());
    Some(Change::Default.effects().fix(&title, vec![inserted, removed]))
}
