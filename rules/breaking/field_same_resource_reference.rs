//! The resources that fields refer to.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::google::resource::{self, Reference};
use crate::pair::{Both, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FieldView;

pub static RULE: Room = Room {
    id: "FIELD_SAME_RESOURCE_REFERENCE",
    wing: Wing::Breaking,
    categories: &["ANNOTATIONS"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_same_resource_reference.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.fields {
        let Some(was) = reference(before) else { continue };
        let is = reference(after);
        if is.as_ref() == Some(&was) {
            continue;
        }
        let what = words::field(after);
        let message = match is {
            Some(is) => format!("{what} refers to {is} instead of {was}"),
            None => format!("{what} no longer refers to {was}"),
        };
        let finding = cx.finding(after.name_place(), message);
        let finding = finding.label(before.name_place(), "it was declared here");
        out.push(Change::ResourceNames.effects().tell(finding, "restore the reference"));
    }
}

/// Resource that a field refers to, in words.
fn reference(field: FieldView<'_>) -> Option<String> {
    Some(match resource::reference(field)? {
        Reference::To(ty) => format!("`{}`", ty.text),
        Reference::ToParentOf(ty) => format!("a parent of `{}`", ty.text),
    })
}
