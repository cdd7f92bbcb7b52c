//! Values of some fields, from messages: the second pass, for those who ask to see values. A profile has none of them.

use super::Messages;
use protune_wire::shape::{Tree, Value};
use protune_wire::{Arena, Layout, TypeId, read};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Field of a message type, by its number.
pub type Place = (TypeId, u32);

/// A field with more different values has none of them listed.
const MOST: usize = 256;

/// Values of a field with the number of times that each occurs, the most frequent first; `None` for too many.
pub type Listed = Option<Vec<(Value, u64)>>;

/// Number of times that each value occurs; `None` for too many.
type Counted = Option<FxHashMap<Value, u64>>;

/// Counts the values of these fields in all messages, the most frequent first; `None` for fields with more than
/// 256. The error is for the user.
pub fn values<M: Messages + ?Sized>(
    messages: &M,
    layout: &Layout,
    places: &[Place],
) -> Result<Vec<Listed>, String> {
    let mut of_types: BTreeMap<TypeId, Vec<(usize, u32)>> = BTreeMap::new();
    for (at, &(ty, number)) in places.iter().enumerate() {
        of_types.entry(ty).or_default().push((at, number));
    }
    let init = || (Arena::default(), vec![Some(FxHashMap::default()); places.len()]);
    let folded = messages.fold(init, |(arena, counted): &mut (Arena, Vec<Counted>), bytes| {
        let tree = Tree::of(layout, read(arena, layout, bytes)?);
        tree.visit(&mut |tree| {
            for &(at, number) in of_types.get(&tree.type_id()).into_iter().flatten() {
                tree.get(number).iter().for_each(|value| add(&mut counted[at], value, 1));
            }
        });
        Ok::<_, protune_wire::Damage>(())
    })?;
    let mut all: Vec<Counted> = vec![Some(FxHashMap::default()); places.len()];
    for (_, part) in folded.states {
        for (all, part) in all.iter_mut().zip(part) {
            match part {
                Some(part) => part.into_iter().for_each(|(value, count)| add(all, &value, count)),
                None => *all = None,
            }
        }
    }
    Ok(all.into_iter().map(|counted| Some(sorted(counted?))).collect())
}

fn add(counted: &mut Counted, value: &Value, count: u64) {
    let Some(values) = counted else { return };
    if let Some(known) = values.get_mut(value) {
        *known += count;
    } else if values.len() < MOST {
        values.insert(value.clone(), count);
    } else {
        *counted = None;
    }
}

fn sorted(counted: FxHashMap<Value, u64>) -> Vec<(Value, u64)> {
    let key = |value: &Value| match value {
        Value::Bits(bits) => (*bits, Vec::new()),
        Value::Bytes(bytes) => (0, bytes.to_vec()),
        Value::Tree(_) => (0, Vec::new()),
    };
    let mut values: Vec<(Value, u64)> = counted.into_iter().collect();
    values.sort_by_cached_key(|(value, count)| (Reverse(*count), key(value)));
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_up_to_a_number() {
        let text =
            r#"syntax = "proto3"; message A { repeated string s = 1; A a = 2; repeated int32 n = 3; }"#;
        let schema = protune_compiler::compile([("a.proto", text)], |_| None);
        let layout = Layout::of(&schema, "A").expect("it is declared");
        let mut many = vec![0x1A, 0];
        many.extend(
            (0..=256)
                .flat_map(|n: u32| if n < 128 { vec![n as u8] } else { vec![n as u8 | 128, (n >> 7) as u8] }),
        );
        let length = many.len() as u32 - 2;
        many.splice(1..2, [length as u8 | 128, (length >> 7) as u8]);
        let messages =
            [b"\x0A\x01b\x0A\x01a\x12\x06\x0A\x01b\x0A\x01c".to_vec(), b"\x0A\x01c".to_vec(), many];
        let places = [(layout.root(), 1), (layout.root(), 3)];
        let counted = values(&messages[..], &layout, &places).expect("no damage");
        let shown = |(value, count): &(Value, u64)| match value {
            Value::Bytes(bytes) => (String::from_utf8_lossy(bytes).into_owned(), *count),
            _ => (String::new(), *count),
        };
        let texts: Vec<_> = counted[0].iter().flatten().map(shown).collect();
        assert_eq!(texts, [("b".to_owned(), 2), ("c".to_owned(), 2), ("a".to_owned(), 1)]);
        assert_eq!(counted[1], None);
        assert_eq!(values(&messages[..2], &layout, &places).expect("no damage")[1], Some(Vec::new()));
    }
}
