//! Fields that look as if they held more bytes than needed, although no step is taken for them.

use super::Taken;
use protune_rules::proposal::{FEW, FREQUENT};
use protune_wire::shape::{FieldStats, Stats, Tree};
use protune_wire::{Field, Kind, Layout, Type, TypeId};
use std::collections::BTreeSet;

/// Remark on a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// Full name of the message.
    pub holder: String,
    /// Number of the field.
    pub number: u32,
    /// Name of the field.
    pub field: String,
    /// Remark, in words.
    pub message: String,
}

/// So many records say something about a field.
const ENOUGH: u64 = 100;

/// Looks at all fields of the messages that no step is about.
pub(super) fn hints(layout: &Layout, trees: &[Tree], taken: &[Taken]) -> Vec<Hint> {
    let stats = Stats::of(layout, trees);
    let done: BTreeSet<(&str, u32)> = taken.iter().flat_map(|taken| taken.step.places()).collect();
    let mut hints = Vec::new();
    for (id, ty) in layout.types() {
        for field in ty.fields().iter().filter(|field| !done.contains(&(&*ty.name, field.number))) {
            let Some(of) = stats.field(id, field.number) else { continue };
            let said = one_value(&stats, (id, ty), field, of).or_else(|| few_values(ty, field, of));
            let (holder, number) = (ty.name.to_string(), field.number);
            hints.extend(said.map(|message| Hint { holder, number, field: field.name.to_string(), message }));
        }
    }
    hints
}

fn one_value(stats: &Stats, (id, ty): (TypeId, &Type), field: &Field, of: &FieldStats) -> Option<String> {
    let is_one = of.distinct.as_ref().is_some_and(|values| values.len() == 1);
    let is_everywhere = of.present == stats.messages(id) && of.values == of.present;
    (is_one && is_everywhere && of.values >= ENOUGH && !ty.is_map_entry)
        .then(|| format!("`{}` of `{}` has one value in {}", field.name, ty.name, records(of.values)))
}

/// Strings with few values that are not known to be all.
fn few_values(ty: &Type, field: &Field, of: &FieldStats) -> Option<String> {
    let count = of.distinct.as_ref()?.len();
    let is_few = (2..=FEW).contains(&count) && of.values >= 10 * count as u64;
    if field.kind != Kind::String || !is_few {
        return None;
    }
    let why = match of.once()? {
        0 if of.values < FREQUENT * count as u64 => {
            format!("an enum needs {FREQUENT} records for each value")
        }
        0 => return None,
        1 => "one of them occurs once, so that there may be others".to_owned(),
        once => format!("{once} of them occur once, so that there may be others"),
    };
    let records = records(of.values);
    Some(format!("`{}` of `{}` has {count} values in {records}; {why}", field.name, ty.name))
}

/// `20,002 records`.
fn records(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} record{}", if count == 1 { "" } else { "s" })
}
