//! Counts of single values by keyed hashes. Who has the key can test whether a profile contains a value that they can
//! guess; nobody else can. The only place that names siphasher.

use super::{Value, Values};
use rustc_hash::FxHashMap;
use siphasher::{sip, sip128};
use std::fmt;

/// Secret under which values are hashed. Profiles have only its number, which does not lead back to it.
#[derive(Clone, Copy)]
pub struct Key {
    hasher: sip::SipHasher24,
    id: u64,
}

/// Reason why bytes make no key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WeakKey {
    /// So many bytes are too few or too many.
    Length(usize),
    /// There are fewer than 8 different bytes.
    Uniform,
}

impl Key {
    /// Smallest number of bytes of a key.
    pub const LEAST: usize = 16;
    /// Greatest number of bytes of a key.
    pub const MOST: usize = 4096;

    /// Makes a key of the bytes of a file, such as 32 random ones.
    ///
    /// # Errors
    /// If the bytes cannot be random, or are too few or too many.
    pub fn new(bytes: &[u8]) -> Result<Key, WeakKey> {
        if !(Key::LEAST..=Key::MOST).contains(&bytes.len()) {
            return Err(WeakKey::Length(bytes.len()));
        }
        let mut distinct = bytes.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() < 8 {
            return Err(WeakKey::Uniform);
        }
        let part = |which| sip128::SipHasher24::new_with_keys(which, 0).hash(bytes);
        let (secret, id) = (part(0), part(1));
        Ok(Key { hasher: sip::SipHasher24::new_with_keys(secret.h1, secret.h2), id: id.h1 })
    }

    /// Number of the key, by which profiles with the same one are recognized.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Returns the hash of the payload of a string or of bytes.
    pub fn hash(&self, payload: &[u8]) -> u64 {
        self.hasher.hash(payload)
    }

    /// Returns the hash of a number: an integer in 64 bits, or the bits of a float or double.
    pub fn hash_number(&self, number: u64) -> u64 {
        self.hasher.hash(&number.to_le_bytes())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").finish_non_exhaustive()
    }
}

impl fmt::Display for WeakKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WeakKey::Length(length) => {
                let more = if *length > Key::MOST { "more".to_owned() } else { length.to_string() };
                write!(f, "a key has {} to {} bytes, and this one has {more}", Key::LEAST, Key::MOST)
            }
            WeakKey::Uniform => f.write_str("a key is random, and this one has fewer than 8 different bytes"),
        }
    }
}

impl std::error::Error for WeakKey {}

/// Counts of the values of a field.
#[derive(Clone, Default)]
pub(super) struct Set {
    /// Count and length, by hash.
    values: FxHashMap<u64, (u64, u64)>,
    is_full: bool,
}

/// A field with more different values has none of them listed.
pub(super) const MOST_VALUES: usize = 256;

impl Set {
    #[cold]
    pub(super) fn add(&mut self, length: u64, hash: impl FnOnce() -> u64) {
        if self.is_full {
            return;
        }
        self.values.entry(hash()).or_insert((0, length)).0 += 1;
        if self.values.len() > MOST_VALUES {
            *self = Set { is_full: true, ..Set::default() };
        }
    }

    pub(super) fn finish(&self) -> Values {
        let value = |(&hash, &(count, length))| Value { hash, count, length };
        let mut values: Vec<Value> = self.values.iter().map(value).collect();
        values.sort_unstable_by_key(|value| value.hash);
        Values { is_full: self.is_full, values }
    }
}

impl Values {
    pub(super) fn add(&mut self, other: &Values) {
        for that in &other.values {
            match self.values.binary_search_by_key(&that.hash, |value| value.hash) {
                // Nothing says which values of sealed profiles are the same.
                Ok(_) if that.hash == 0 => self.is_full = true,
                Ok(at) => self.values[at].count = self.values[at].count.saturating_add(that.count),
                Err(at) => self.values.insert(at, *that),
            }
        }
        self.is_full |= other.is_full || self.values.len() > MOST_VALUES;
        if self.is_full {
            self.values.clear();
        }
    }

    /// Number of all values.
    pub fn total(&self) -> u64 {
        self.values.iter().map(|value| value.count).sum()
    }

    /// Returns whether new messages most likely have no other values: none was seen once, and each a hundred times on
    /// average.
    pub fn is_closed(&self) -> bool {
        !self.is_full
            && self.values.iter().all(|value| value.count > 1)
            && self.total() >= 100 * self.values.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_bounds() {
        let random: Vec<u8> = (0..=255).cycle().take(5000).collect();
        assert_eq!(Key::new(&random[..15]).unwrap_err(), WeakKey::Length(15));
        assert_eq!(Key::new(&random[..4097]).unwrap_err(), WeakKey::Length(4097));
        assert_eq!(Key::new(&[7; 32]).unwrap_err(), WeakKey::Uniform);
        let (one, other) = (Key::new(&random[..16]).unwrap(), Key::new(&random[..17]).unwrap());
        assert_ne!(one.id(), other.id());
        assert_ne!(one.hash(b"a"), other.hash(b"a"));
        assert_eq!(one.hash(b"a"), Key::new(&random[..16]).unwrap().hash(b"a"));
        assert!(!format!("{one:?}").contains(char::is_numeric));
    }

    #[test]
    fn full_sets_absorb() {
        let of = |numbers: std::ops::Range<u64>| {
            let mut set = Set::default();
            numbers.for_each(|number| set.add(1, || number * 7 % 1009 + 1));
            set.finish()
        };
        let merged = |mut one: Values, other: &Values| {
            one.add(other);
            one
        };
        let full = Values { is_full: true, values: Vec::new() };
        assert_eq!(merged(of(0..200), &of(100..256)).values.len(), 256);
        assert_eq!(merged(of(0..200), &of(100..257)), full);
        assert_eq!(of(0..257), full);
        assert_eq!(merged(of(0..257), &of(0..1)), full);
        assert_eq!(merged(of(0..1), &of(0..257)), full);
        let twice = merged(of(0..2), &of(1..3));
        assert_eq!((twice.total(), twice.values.len(), twice.is_closed()), (4, 3, false));
    }
}
