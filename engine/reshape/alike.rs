//! Comparison of a plan's layout with that of the printed schema, whose messages have other names.

use protune_wire::{Field, Label, Layout, TypeId};
use std::collections::BTreeSet;

/// The first message or field of a plan that a printed schema encodes differently.
pub fn difference(plan: &Layout, printed: &Layout) -> Option<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![(plan.root(), printed.root())];
    while let Some((a, b)) = open.pop() {
        if !seen.insert((a, b)) {
            continue;
        }
        let (ty, that) = (plan.get(a), printed.get(b));
        let numbers: BTreeSet<u32> =
            ty.fields().iter().chain(that.fields()).map(|field| field.number).collect();
        for number in numbers {
            let (field, other) = (ty.field(number), that.field(number));
            let is_alike = field.zip(other).is_some_and(|(field, other)| is_alike((plan, a), field, other));
            if !is_alike {
                let name = field.or(other).map_or("", |field| &field.name);
                return Some(format!("{}.{name}", ty.name));
            }
            open.extend(field.and_then(|field| field.message).zip(other.and_then(|other| other.message)));
        }
    }
    None
}

fn is_alike((layout, holder): (&Layout, TypeId), field: &Field, other: &Field) -> bool {
    // Entries of a map have their keys and values, whatever they are.
    let is_entry = layout.get(holder).is_map_entry && other.label != Label::Required && !other.is_repeated();
    let is_label = field.label == other.label || is_entry;
    is_label
        && (field.kind, field.is_extension, &field.closed) == (other.kind, other.is_extension, &other.closed)
        && (field.message.is_some(), field.oneof.is_some())
            == (other.message.is_some(), other.oneof.is_some())
}
