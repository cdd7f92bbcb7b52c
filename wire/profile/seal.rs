//! Profiles that can be tested for no value: without keyed hashes, and without marks of values that others could try to
//! hit. They cannot be merged.

use super::{Counts, Distinct, Profile};
use std::cmp::Reverse;

impl Profile {
    /// Drops the key, and every hash. What is left of values is how often they occur, their lengths, and about how many
    /// are different.
    pub fn seal(&mut self) {
        if self.sealed {
            return;
        }
        self.sealed = true;
        self.key = None;
        self.nodes.iter_mut().flat_map(|node| &mut node.fields).for_each(Counts::seal);
    }
}

impl Counts {
    fn seal(&mut self) {
        self.estimate = match self.distinct() {
            Some(Distinct::Exact(count) | Distinct::About(count)) => count,
            None => 0,
        };
        self.sketch.clear();
        if let Some(values) = &mut self.values {
            values.values.iter_mut().for_each(|value| value.hash = 0);
            values.values.sort_by_key(|value| Reverse((value.count, value.length)));
        }
        // One bit says that all values may be the same, and two that they are not.
        self.double_marks = match self.double_marks.count_ones() {
            0 => 0,
            1 => 1,
            _ => 0b11,
        };
        if let Some(strings) = &mut self.strings {
            strings.prefix.iter_mut().for_each(|mark| *mark = 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::layout::Layout;
    use crate::profile::{Distinct, Key, Mismatch, Profile, Profiler};

    /// Profiles of other values of the same lengths and frequencies are the same once they are sealed.
    #[test]
    fn sealed_profiles_say_nothing_of_values() {
        let text =
            r#"syntax = "proto3"; message A { string s = 1; uint32 n = 2; double d = 3; bytes b = 4; }"#;
        let schema = protune_compiler::compile([("a.proto", text)], |_| None);
        let layout = Layout::of(&schema, "A").expect("it is declared");
        let key = Key::new(&(0..32).collect::<Vec<u8>>()).expect("it is no weak key");
        let of = |word: u8, number: u8| {
            let mut profiler = Profiler::new(&layout).counting(Some(key));
            for at in 0..5 {
                let s = if at == 0 { word + 1 } else { word };
                let d = (f64::from(number) + 0.1).to_le_bytes();
                let parts = [&[0x0A, 1, s, 0x10, number, 0x19][..], &d, &[0x22, 2, s, s]];
                profiler.add(&parts.concat()).expect("no damage");
            }
            profiler.finish()
        };
        let (mut one, mut other) = (of(b'a', 5), of(b'q', 6));
        assert_ne!(one, other);
        let unsealed = one.clone();
        one.seal();
        other.seal();
        assert_eq!(one.encode(), other.encode());
        let read = Profile::decode(&one.encode()).expect("it is sound");
        let counts = read.nodes[0].counts(1).expect("it was there");
        assert_eq!(counts.distinct(), Some(Distinct::Exact(2)));
        let values = counts.values.as_ref().expect("they were counted");
        let pairs: Vec<_> =
            values.values.iter().map(|value| (value.hash, value.count, value.length)).collect();
        assert_eq!(pairs, [(0, 4, 1), (0, 1, 1)]);
        assert_eq!(one.clone().merge(&unsealed), Err(Mismatch::Sealed));
        assert_eq!(unsealed.clone().merge(&one), Err(Mismatch::Sealed));
        let again = Profile { ..one.clone() };
        one.seal();
        assert_eq!(one, again);
    }
}
