//! Hints of `optimize`: properties of values that no rewrite uses, and which may be worth another shape. Weighs nothing.

use super::look::visible;
use super::{count, grouped, notes};
use protune_engine::optimize::{Listed, Plan};
use protune_wire::profile::{Counts, Node, Profile};
use protune_wire::shape::Value;
use protune_wire::{Kind, Layout, TypeId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Field with values that are worth a look.
#[derive(Debug)]
pub struct Hint {
    /// The field, by its type and number.
    pub place: (TypeId, u32),
    kind: Kind,
    name: String,
    bytes: u64,
    notes: Vec<String>,
}

/// Hints about fields that no chosen rewrite changes and that have at least so many bytes, the largest first.
pub fn hints(profile: &Profile, plan: &Plan, layout: &Layout, least: u64) -> Vec<Hint> {
    let steps = plan.chosen.iter().flat_map(|choice| &choice.proposal.steps);
    let changed: BTreeSet<(&str, u32)> = steps.map(|step| (&*step.message, step.field)).collect();
    let mut of_types: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for node in &profile.nodes {
        of_types.entry(&profile.ty(node).name).or_default().push(node);
    }
    let hint = |((message, number), counts): ((&str, u32), Counts)| {
        let nodes = of_types.get(message)?.iter().copied();
        let ty = nodes.clone().next().map(|node| profile.ty(node)).filter(|ty| !ty.is_map_entry)?;
        let field = ty.field(number)?;
        let hint = Hint {
            place: (layout.find(message)?, number),
            kind: field.kind()?,
            name: format!("{message}.{}", field.name),
            bytes: counts.bytes(),
            notes: notes(profile, nodes, field, &counts),
        };
        let is_new = !hint.notes.is_empty() && !changed.contains(&(message, number));
        (is_new && hint.bytes >= least).then_some(hint)
    };
    let mut hints: Vec<Hint> = profile.totals().into_iter().filter_map(hint).collect();
    hints.sort_by_key(|hint| Reverse(hint.bytes));
    hints
}

/// Lines for the user: all hints, or the first one. `values` has those of each hint, if they are asked for.
pub fn list_hints(hints: &[Hint], is_all: bool, values: Option<&[Listed]>) -> Vec<String> {
    let [first, others @ ..] = hints else { return Vec::new() };
    if !is_all && values.is_none() {
        let more = if others.is_empty() {
            String::new()
        } else {
            format!(" (--verbose lists {})", count(others.len(), "more hint"))
        };
        return vec![first.line() + &more];
    }
    let mut lines = Vec::new();
    for (at, hint) in hints.iter().enumerate() {
        lines.push(hint.line());
        if let Some(values) = values {
            lines.push(format!("  {}", shown(hint.kind, values.get(at).and_then(Option::as_deref))));
        }
    }
    lines.push("`protune reshape` tries other shapes for such values".to_owned());
    lines
}

impl Hint {
    fn line(&self) -> String {
        let (name, bytes) = (visible(&self.name), count(self.bytes as usize, "byte"));
        format!("hint: `{name}`, {bytes}: {}", self.notes.join("; "))
    }
}

/// Values that are listed.
const SHOWN: usize = 8;
/// Characters of a value that are listed.
const WIDE: usize = 40;

fn shown(kind: Kind, values: Option<&[(Value, u64)]>) -> String {
    let Some(values) = values else { return "more than 256 different values".to_owned() };
    let listed = values.iter().take(SHOWN).map(|(value, times)| {
        format!(
            "{} {}",
            text(kind, value),
            if *times == 1 { "once".to_owned() } else { format!("{} times", grouped(*times as usize)) }
        )
    });
    let mut line = listed.collect::<Vec<_>>().join(", ");
    if values.len() > SHOWN {
        line += &format!(", and {}", count(values.len() - SHOWN, "other value"));
    }
    line
}

fn text(kind: Kind, value: &Value) -> String {
    match value {
        Value::Bits(bits) => match kind {
            Kind::Double => f64::from_bits(*bits).to_string(),
            Kind::Float => f32::from_bits(*bits as u32).to_string(),
            Kind::Bool => (*bits != 0).to_string(),
            _ => kind.integer(*bits).map_or_else(|| bits.to_string(), |number| number.to_string()),
        },
        Value::Bytes(bytes) => match str::from_utf8(bytes) {
            Ok(text) if kind == Kind::String => {
                let short: String = text.chars().take(WIDE).collect();
                let more = if short.len() < text.len() { "..." } else { "" };
                format!("\"{}{more}\"", visible(&short))
            }
            _ => {
                let short = &bytes[..bytes.len().min(WIDE / 2)];
                let more = if short.len() < bytes.len() { "..." } else { "" };
                let digits: String = short.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("0x{digits}{more}")
            }
        },
        Value::Tree(_) => "a message".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_safely() {
        let of = |kind, value| text(kind, &value);
        assert_eq!(of(Kind::String, Value::Bytes(b"a\x1b[1m"[..].into())).matches('\x1b').count(), 0);
        assert_eq!(
            of(Kind::String, Value::Bytes("é".repeat(50).as_bytes().into())),
            format!("\"{}...\"", "é".repeat(40))
        );
        assert_eq!(of(Kind::Bytes, Value::Bytes(vec![0xAB; 30].into())), format!("0x{}...", "ab".repeat(20)));
        assert_eq!(of(Kind::Int32, Value::Bits(u64::MAX)), "-1");
        assert_eq!(of(Kind::Double, Value::Bits(0.25_f64.to_bits())), "0.25");
        let many: Vec<_> = (0..10).map(|n| (Value::Bits(n), 10 - n)).collect();
        let line = shown(Kind::Uint32, Some(&many));
        assert!(
            line.starts_with("0 10 times, 1 9 times") && line.ends_with(", and 2 other values"),
            "{line}"
        );
        assert_eq!(shown(Kind::Uint32, None), "more than 256 different values");
    }
}
