//! Field names in lower_snake_case, those of extensions as well.

use crate::casing;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, TypeName};

pub static RULE: Rule = Rule {
    id: "FIELD_LOWER_SNAKE_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("field_lower_snake_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    // Nobody wrote the names of the fields of a map entry.
    for field in cx.file.fields().filter(|field| !field.is_of_map_entry()) {
        let (name, wanted) = (field.name(), casing::lower_snake(field.name()));
        if name != wanted {
            let what = if field.is_extension() { "extension" } else { "field" };
            let text = format!("the {what} name `{name}` is not in lower_snake_case");
            out.push(cx.finding(field.name_span(), text).help(advice(field, &wanted)));
        }
    }
}

fn advice(field: FieldView<'_>, wanted: &str) -> String {
    if !matches!(field.data().ty, TypeName::Group(_)) {
        return casing::advice(wanted);
    }
    // The field of a group is called after the group, in lower case.
    let group = field.name_span().of(field.file.text());
    format!("call the group `{}`", casing::pascal(group))
}
