//! Maps: entries in order, and an index where there are many.

use super::data::{Text, Value};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Map from booleans, integers and strings to values, in the order in which it was made.
///
/// ```
/// use protune_cel::{Map, Value};
///
/// let map = Map::new([(Value::from("a"), Value::Int(1))]).unwrap();
/// assert_eq!(map.get(&Value::from("a")), Some(&Value::Int(1)));
/// assert!(Map::new([(Value::Int(1), Value::Null), (Value::Uint(1), Value::Null)]).is_none());
/// ```
#[derive(Clone, Debug)]
pub struct Map<'v>(Arc<Data<'v>>);

#[derive(Debug)]
struct Data<'v> {
    entries: Vec<(Value<'v>, Value<'v>)>,
    index: FxHashMap<Key<'v>, u32>,
}

/// Key for which equal numbers of different types are the same.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Key<'v> {
    Bool(bool),
    Int(i64),
    /// Beyond all signed integers.
    Uint(u64),
    Text(Text<'v>),
}

/// Up to this many entries, looking at each is as fast as the index.
const FEW: usize = 6;

impl<'v> Map<'v> {
    /// Makes a map; `None` if a key occurs twice, or cannot be one.
    #[must_use]
    pub fn new(entries: impl IntoIterator<Item = (Value<'v>, Value<'v>)>) -> Option<Map<'v>> {
        let entries: Vec<_> = entries.into_iter().collect();
        let mut index = FxHashMap::default();
        for (at, (key, _)) in entries.iter().enumerate() {
            let key = key_of(key)?;
            if entries.len() > FEW {
                if index.insert(key, at as u32).is_some() {
                    return None;
                }
            } else if entries[..at].iter().any(|(other, _)| key_of(other).as_ref() == Some(&key)) {
                return None;
            }
        }
        Some(Map(Arc::new(Data { entries, index })))
    }

    /// The entries, in the order in which the map was made.
    #[must_use]
    pub fn entries(&self) -> &[(Value<'v>, Value<'v>)] {
        &self.0.entries
    }

    /// Returns the value of a key. A number is the same key in each of its types.
    #[must_use]
    pub fn get(&self, key: &Value<'_>) -> Option<&Value<'v>> {
        let key = lookup_key(key)?;
        if self.0.index.is_empty() {
            let found =
                self.0.entries.iter().find(|(known, _)| key_of(known).is_some_and(|known| known == key));
            return found.map(|(_, value)| value);
        }
        let at = *self.0.index.get(&key)?;
        Some(&self.0.entries[at as usize].1)
    }
}

fn key_of<'v>(value: &Value<'v>) -> Option<Key<'v>> {
    match value {
        Value::Double(_) => None,
        other => lookup_key(other),
    }
}

fn lookup_key<'k>(value: &Value<'k>) -> Option<Key<'k>> {
    Some(match value {
        Value::Bool(value) => Key::Bool(*value),
        Value::Int(value) => Key::Int(*value),
        Value::Uint(value) => i64::try_from(*value).map_or(Key::Uint(*value), Key::Int),
        Value::Double(value) if *value == value.trunc() => {
            if *value >= -(2f64.powi(63)) && *value < 2f64.powi(63) {
                Key::Int(*value as i64)
            } else if *value > 0.0 && *value < 2f64.powi(64) {
                Key::Uint(*value as u64)
            } else {
                return None;
            }
        }
        Value::String(text) => Key::Text(text.clone()),
        _ => return None,
    })
}
