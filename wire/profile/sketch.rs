//! Estimates of the number of different values, by the ranks of their hashes (HyperLogLog). A sketch has the same bytes
//! for any order of adding and merging.

/// The greatest rank of a hash among those that begin with the same byte.
#[derive(Clone)]
pub(super) struct Sketch([u8; REGISTERS]);

const REGISTERS: usize = 256;
/// Number of bits behind the first byte, and one more.
const MOST_RANK: u8 = 57;
/// More registers than this are written as they are, fewer in pairs of place and rank.
const MOST_PAIRS: usize = 127;

impl Default for Sketch {
    fn default() -> Sketch {
        Sketch([0; REGISTERS])
    }
}

impl Sketch {
    #[inline(always)]
    pub(super) fn add(&mut self, hash: u64) {
        let register = &mut self.0[(hash >> 56) as usize];
        // The bit below the rest ends the rank of a rest that is zero.
        let rank = (hash << 8 | 0x80).leading_zeros() as u8 + 1;
        if *register < rank {
            *register = rank;
        }
    }

    pub(super) fn merge(&mut self, other: &Sketch) {
        for (this, that) in self.0.iter_mut().zip(other.0) {
            *this = (*this).max(that);
        }
    }

    fn used(&self) -> impl Iterator<Item = (u8, u8)> {
        (0..=u8::MAX).zip(self.0).filter(|(_, rank)| *rank > 0)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        match self.used().count() {
            0..=MOST_PAIRS => self.used().flat_map(|(place, rank)| [place, rank]).collect(),
            _ => self.0.to_vec(),
        }
    }

    /// `None` if nothing encodes as these bytes.
    pub(super) fn decode(bytes: &[u8]) -> Option<Sketch> {
        let mut sketch = Sketch::default();
        match bytes.as_array::<REGISTERS>() {
            Some(registers) => sketch.0 = *registers,
            None => bytes.chunks(2).try_for_each(|pair| {
                let &[place, rank] = pair else { return None };
                sketch.0[usize::from(place)] = rank;
                Some(())
            })?,
        }
        let is_sound = sketch.0.iter().all(|rank| *rank <= MOST_RANK) && sketch.encode() == bytes;
        is_sound.then_some(sketch)
    }

    /// About how many different values were added.
    pub(super) fn estimate(&self) -> u64 {
        let (all, unused) = (REGISTERS as f64, (REGISTERS - self.used().count()) as f64);
        let sum: f64 = self.0.iter().map(|rank| (-f64::from(*rank)).exp2()).sum();
        let raw = 0.7213 / (1.0 + 1.079 / all) * all * all / sum;
        // Of few values, the number of registers that are not used says more.
        let few = raw <= 2.5 * all && unused > 0.0;
        if few { (all * (all / unused).ln()).round() as u64 } else { raw.round() as u64 }
    }
}

const A: u64 = 0x9E37_79B9_7F4A_7C15;
const B: u64 = 0xC2B2_AE3D_27D4_EB4F;

/// Each bit of the result depends on all bits of both.
#[inline(always)]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[inline(always)]
pub(super) fn of_number(number: u64) -> u64 {
    mix(mix(number ^ A, B), A)
}

/// Bytes at either end of a long value that are compared.
const END: usize = 64;
const LONG: usize = 2 * END;

#[inline]
pub(super) fn of_bytes(bytes: &[u8]) -> u64 {
    let length = bytes.len() as u64;
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        let ends = mix(u64::from_le_bytes(*first) ^ A, u64::from_le_bytes(*last) ^ length);
        // The last word overlaps the one before it.
        return match bytes.len() {
            ..=16 => mix(ends ^ B, A),
            17..=LONG => mix(over(ends, &bytes[8..]), A),
            _ => mix(over(over(ends, &bytes[8..END]), &bytes[bytes.len() - END..]), A),
        };
    }
    let word = match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
        }
        _ => bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    mix(mix(word ^ A, B ^ length), A)
}

#[inline(always)]
fn over(mut hash: u64, bytes: &[u8]) -> u64 {
    for word in bytes.as_chunks::<8>().0 {
        hash = mix(hash ^ u64::from_le_bytes(*word), B);
    }
    hash
}

/// One byte that stands for the first bytes of a text.
pub(super) fn mark(prefix: &[u8]) -> u8 {
    (of_bytes(prefix) >> 56) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(numbers: impl Iterator<Item = u64>) -> Sketch {
        let mut sketch = Sketch::default();
        numbers.for_each(|number| sketch.add(of_number(number)));
        sketch
    }

    #[test]
    fn estimates_are_near() {
        for count in [1, 2, 3, 10, 100, 300, 500, 700, 1000, 5000, 100_000, 1_000_000] {
            for from in [0, 1 << 40, u64::MAX - (1 << 21)] {
                let numbers = of(from..from + count).estimate();
                let mut texts = Sketch::default();
                (from..from + count).for_each(|n| texts.add(of_bytes(format!("user-{n}").as_bytes())));
                for estimate in [numbers, texts.estimate()] {
                    let error = estimate.abs_diff(count) as f64 / count as f64;
                    assert!(error < 0.2 && (count > 3 || error == 0.0), "{count} from {from}: {estimate}");
                }
            }
        }
        assert_eq!(Sketch::default().estimate(), 0);
    }

    #[test]
    fn bytes_are_canonical() {
        for count in [0, 1, 50, 127, 200, 1000, 100_000] {
            let sketch = of(0..count);
            let bytes = sketch.encode();
            assert_eq!(Sketch::decode(&bytes).map(|read| read.encode()), Some(bytes));
            let mut halves = of(0..count / 2);
            halves.merge(&of(count / 3..count));
            assert_eq!(halves.encode(), sketch.encode());
        }
        for unsound in [&[1][..], &[1, 0], &[1, 58], &[2, 1, 1, 1], &[1, 1, 1, 1], &[1; 258], &[0; 256]] {
            assert!(Sketch::decode(unsound).is_none(), "{unsound:?}");
        }
    }

    #[test]
    fn long_values_differ_by_their_ends_and_length() {
        let value = vec![b'x'; 1000];
        let with = |at: usize| {
            let mut other = value.clone();
            other[at] = b'y';
            of_bytes(&other)
        };
        assert_ne!(of_bytes(&value), with(0));
        assert_ne!(of_bytes(&value), with(999));
        assert_ne!(of_bytes(&value), of_bytes(&value[1..]));
        assert_eq!(of_bytes(&value), with(500));
        assert_ne!(of_bytes(&value[..128]), of_bytes(&[&value[..64], b"y", &value[..63]].concat()));
    }
}
