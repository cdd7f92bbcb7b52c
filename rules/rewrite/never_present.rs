//! Fields that no message has.

use crate::contracts::Change;
use crate::edits;
use crate::proposal::{MeasuredField, ProfileContext, Proposal, Words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Edit, Severity};
use protune_wire::Label;

pub static RULE: Room = Room {
    id: "REWRITE_NEVER_PRESENT",
    wing: Wing::Rewrite,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("never_present.md"),
    options: &[],
    check: Check::Profile(check),
};

/// `deprecated` of `google.protobuf.FieldOptions`.
const DEPRECATED: &[i32] = &[3];

fn check(cx: &ProfileContext<'_>, out: &mut Vec<Proposal>) {
    let is_absent = |field: &MeasuredField<'_>| {
        field.counts.is_none()
            && !field.field.is_extension
            && field.field.label != Label::Required
            && field.declared.option(DEPRECATED).is_none()
    };
    for (message, field) in
        cx.fields().filter(|(message, field)| !message.ty.is_map_entry && is_absent(field))
    {
        let Some(edits) = deprecate(field) else { continue };
        let name = field.declared.name();
        let words = Words {
            message: format!(
                "field `{name}` is not set in any of the {} messages of `{}`",
                message.count, message.ty.name
            ),
            help: "mark it as deprecated, and reserve its number and name once nobody sets it".to_owned(),
            title: "set `deprecated = true`".to_owned(),
        };
        let place = field.declared.file.place(field.declared.name_span());
        let effects = Change::Unfelt.effects();
        let finding = cx.finding(place, words, edits, effects);
        out.push(Proposal { finding, steps: Vec::new(), verdicts: effects.contracts(), gain: 0 });
    }
}

fn deprecate(field: &MeasuredField<'_>) -> Option<Vec<Edit>> {
    let declared = field.declared;
    let (span, text) = edits::one_more_option(declared.node(), declared.number_span()?, "deprecated = true")?;
    Some(vec![Edit { file: declared.file.id, span, text }])
}
