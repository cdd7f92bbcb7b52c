//! Repeated numbers that carry a tag each.

use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use crate::{edits, features};
use protune_compiler::diagnostic::{Change, Edit, Fix, Safety, Severity};
use protune_compiler::schema::FieldView;
use protune_compiler::syntax::{Node, OptionEntry};

pub static RULE: Rule = Rule {
    id: "SIZE_UNPACKED_REPEATED",
    wing: Wing::Size,
    categories: &[],
    severity: Severity::Info,
    doc: include_str!("unpacked_repeated.md"),
    options: &[],
    check: Check::File(check),
};

/// `packed` of `google.protobuf.FieldOptions`.
const PACKED: &[i32] = &[2];

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for field in cx.file.fields().filter(|field| field.is_packable() && !field.is_packed()) {
        let message = format!("each element of `{}` carries a tag of its own", field.name());
        let mut finding =
            cx.finding(field.name_span(), message).help("pack the field: one tag and one length for all");
        finding.fixes.extend(pack(field));
        out.push(finding);
    }
}

fn pack(field: FieldView<'_>) -> Option<Fix> {
    let (option, value) = match field.file.edition().is_edition() {
        true => ("features.repeated_field_encoding", "PACKED"),
        false => ("packed", "true"),
    };
    let (span, text) = match written_value(field) {
        Some(written) => (written.span(), value.to_owned()),
        None => edits::one_more_option(field.node(), field.number_span()?, &format!("{option} = {value}"))?,
    };
    let title = format!("set `{option} = {value}`, which changes the bytes on the wire");
    let change = Change::Edits(vec![Edit { file: field.file.id, span, text }]);
    Some(Fix { title, safety: Safety::Unsafe, change })
}

/// Where the field itself says that it is not packed.
fn written_value(field: FieldView<'_>) -> Option<Node<'_>> {
    if field.file.edition().is_edition() {
        return features::written(field, &features::REPEATED_FIELD_ENCODING);
    }
    OptionEntry::cast(field.option(PACKED)?.node())?.value()
}
