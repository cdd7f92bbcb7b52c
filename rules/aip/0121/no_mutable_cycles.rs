//! References that lead from a resource back to itself.

use crate::aip::checks::{fields, resources};
use crate::aip::facts::Facts;
use crate::aip::places;
use crate::aip::visit::Cx;
use crate::google::field_behavior::Behavior;
use protune_compiler::schema::{FieldView, FileView, MessageView};
use rustc_hash::FxHashSet;

crate::aip::row!(
    AIP_0121_NO_MUTABLE_CYCLES,
    "core::0121::no-mutable-cycles",
    "no_mutable_cycles.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let facts = **cx;
    let Some(resource) = cx.resource(message) else { return };
    for (field, ty) in references(message) {
        if leads_to(facts, message.file, ty, resource.ty()) {
            let text = format!("the references of `{}` lead back to `{}`", field.name(), resource.ty());
            cx.report(field, places::option(field, places::REFERENCE), text)
                .help("let the server set one of them, and annotate it as `OUTPUT_ONLY`");
        }
    }
}

/// Fields that callers set to names of resources, with the types of these.
fn references(message: MessageView<'_>) -> impl Iterator<Item = (FieldView<'_>, &str)> {
    let settable = message.fields().filter(|field| !fields::has(*field, Behavior::OutputOnly));
    settable.filter_map(|field| {
        let refers = resources::refers(field)?;
        (!refers.ty().is_empty() && refers.child_type().is_empty()).then_some((field, refers.ty()))
    })
}

/// Follows references from a type. Each file finds the types that it or its own imports declare.
fn leads_to<'s>(facts: &Facts<'s>, file: FileView<'s>, from: &'s str, target: &str) -> bool {
    let (mut found, mut tried) = (FxHashSet::default(), FxHashSet::default());
    let mut open = vec![(file, from)];
    while let Some((file, ty)) = open.pop() {
        // A type that one file cannot find may be declared for another.
        if !found.contains(ty)
            && tried.insert((file.id, ty))
            && let Some(message) = declared(facts, file, ty)
        {
            found.insert(ty);
            for (_, next) in references(message) {
                if next == target {
                    return true;
                }
                open.push((message.file, next));
            }
        }
    }
    false
}

fn declared<'s>(facts: &Facts<'s>, file: FileView<'s>, ty: &str) -> Option<MessageView<'s>> {
    let files = std::iter::once(file).chain(file.imports().filter_map(|import| import.target()));
    let messages = files.flat_map(|file| file.messages()).filter(|message| message.parent().is_none());
    messages.into_iter().find(|message| facts.resource(*message).is_some_and(|it| it.ty() == ty))
}
