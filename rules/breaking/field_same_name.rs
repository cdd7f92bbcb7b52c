//! The names of fields.

use crate::context::{Findings, PairContext};
use crate::contracts;
use crate::pair::{Both, fixes, place};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FieldView;

pub static RULE: Room = Room {
    id: "FIELD_SAME_NAME",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_same_name.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.fields {
        let (was, is) = match after.is_extension() {
            true => (before.extension_name(), after.extension_name()),
            false => (before.name(), after.name()),
        };
        if was == is {
            continue;
        }
        let message = match after.message() {
            Some(message) => format!(
                "the field {} of `{}` changed its name from `{was}` to `{is}`",
                after.number().unwrap_or(0),
                message.name()
            ),
            None => format!("the extension `{was}` changed its name to `{is}`"),
        };
        let finding = cx.finding(place::of_field_name(after), message);
        let finding = finding.label(place::of_field_name(before), format!("it was `{was}` here"));
        // The name of an extension is in brackets in JSON, and no parser knows another.
        let names = |field: FieldView<'_>, name: &str| match field.is_extension() {
            true => [name.to_owned(), name.to_owned()],
            false => [name.to_owned(), field.json_name().into_owned()],
        };
        let (was, is) = (names(before, was), names(after, is));
        let contracts = contracts::of_names([&was[0], &was[1]], [&is[0], &is[1]]);
        let advice = match contracts.json.breaks() {
            true => "keep the name, or keep at least JSON readable with `json_name`",
            false => "keep the name",
        };
        let finding = finding.help(format!("{}; {advice}", contracts::told(contracts)));
        out.push(finding.contracts(contracts).fix(fixes::restore_name(before, after)));
    }
}
