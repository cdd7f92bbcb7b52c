//! Cardinalities, and which of them can follow which.

use super::effects::Compared;
use super::{Both, fixes, place};
use crate::context::{Findings, PairContext};
use protune_compiler::schema::{Cardinality, FieldView};

/// Reports the fields whose cardinality changed to one of another group.
pub(crate) fn changed(cx: &PairContext<'_>, group: fn(Cardinality) -> Cardinality, out: &mut Findings) {
    let mut compared = Compared::default();
    for &Both { before, after } in &cx.pair.fields {
        let (was, is) = (before.cardinality(), after.cardinality());
        if cx.pair.is_degraded && without_presence(was) == without_presence(is) {
            continue;
        }
        // What a map declares is always there.
        if group(was) == group(is) || before.is_of_map_entry() || after.is_of_map_entry() {
            continue;
        }
        let what = super::words::field(after);
        let message = format!("{what} changed from {} to {}", words(was), words(is));
        let label = format!("it was {} here", words(was));
        let finding = cx.finding(place::of_field(after), message).label(place::of_field(before), label);
        let effects = compared.of_cardinality(before, after);
        let fix = fixes::restore_field(cx.pair, before, after, effects);
        out.push(
            effects.tell(finding, "restore the cardinality, and add a field with a new number").fix(fix),
        );
    }
}

/// Group of cardinalities that are interchangeable on the wire.
pub(crate) fn on_the_wire(cardinality: Cardinality) -> Cardinality {
    match cardinality {
        Cardinality::Implicit => Cardinality::Explicit,
        Cardinality::Map => Cardinality::Repeated,
        other => other,
    }
}

/// Group of cardinalities that are interchangeable on the wire and in JSON.
pub(crate) fn in_json(cardinality: Cardinality) -> Cardinality {
    match cardinality {
        Cardinality::Implicit => Cardinality::Explicit,
        other => other,
    }
}

/// Group of cardinalities that differ only in the presence of the field.
pub(crate) fn without_presence(cardinality: Cardinality) -> Cardinality {
    match cardinality {
        Cardinality::Implicit | Cardinality::Required => Cardinality::Explicit,
        other => other,
    }
}

/// Whether the cardinalities of a field on both sides are interchangeable.
pub(crate) fn is_alike(before: FieldView<'_>, after: FieldView<'_>, with_json: bool) -> bool {
    let group = if with_json { in_json } else { on_the_wire };
    group(before.cardinality()) == group(after.cardinality())
}

/// Cardinality in words.
pub(crate) fn words(cardinality: Cardinality) -> &'static str {
    match cardinality {
        Cardinality::Explicit => "optional with explicit presence",
        Cardinality::Implicit => "optional with implicit presence",
        Cardinality::Required => "required",
        Cardinality::Repeated => "repeated",
        Cardinality::Map => "map",
    }
}
