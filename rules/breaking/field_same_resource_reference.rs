//! The resources that fields refer to.

use crate::pair::{Both, words};
use crate::rule::{Check, Findings, PairContext, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, OptionValue};

pub static RULE: Rule = Rule {
    id: "FIELD_SAME_RESOURCE_REFERENCE",
    wing: Wing::Breaking,
    categories: &["ANNOTATIONS"],
    severity: Severity::Error,
    doc: include_str!("field_same_resource_reference.md"),
    options: &[],
    check: Check::Pair(check),
};

const EXTENSION: &str = "google.api.resource_reference";
// Fields of the value of that.
const TYPE: i32 = 1;
const CHILD_TYPE: i32 = 2;

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.fields {
        let Some(was) = reference(before) else { continue };
        let is = reference(after);
        if is.as_ref() == Some(&was) {
            continue;
        }
        let what = words::field(after);
        let message = match is {
            Some(is) => format!("{what} refers to {is}, and referred to {was}"),
            None => format!("{what} no longer says that it refers to {was}"),
        };
        let finding = cx.finding(after.file.place(after.name_span()), message);
        let finding = finding.label(before.file.place(before.name_span()), "it was declared here");
        out.push(finding.help("this breaks callers, whose names are of the old resource, and generated source that builds and parses them; restore the reference"));
    }
}

/// What a field says that it refers to, in words.
fn reference(field: FieldView<'_>) -> Option<String> {
    let values = field.custom_option(EXTENSION);
    let mut fields = values.iter().flat_map(OptionValue::fields);
    // The last one counts.
    let (number, value) = fields.rfind(|(number, _)| matches!(*number, TYPE | CHILD_TYPE))?;
    let ty = value.as_text()?;
    Some(if *number == TYPE { format!("`{ty}`") } else { format!("a parent of `{ty}`") })
}
