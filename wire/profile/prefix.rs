//! Common start of all strings of a field, by marks of 8 bits: enough to see that there is one, and too few to say
//! which.

use super::sketch;

/// The first bytes of the first string, and how many of their marks are those of all strings.
#[derive(Clone, Copy)]
pub(super) struct Prefix {
    start: [u8; PREFIXES[PREFIXES.len() - 1]],
    equal: usize,
}

impl Prefix {
    /// Whether a text surely has all marks.
    #[inline]
    pub(super) fn begins(&self, text: &[u8]) -> bool {
        let Some(last) = self.equal.checked_sub(1) else { return true };
        text.starts_with(&self.start[..PREFIXES[last]])
    }

    #[cold]
    pub(super) fn of(text: &[u8]) -> Prefix {
        let mut start = [0; PREFIXES[PREFIXES.len() - 1]];
        let equal = PREFIXES.iter().filter(|&&length| length <= text.len()).count();
        let length = text.len().min(start.len());
        start[..length].copy_from_slice(&text[..length]);
        Prefix { start, equal }
    }

    /// Compares marks, which may be equal where texts differ: parts that are merged have nothing but marks.
    #[cold]
    pub(super) fn shorten(&mut self, text: &[u8]) {
        let is_equal = |length: &&usize| {
            let mark = text.get(..**length).map(sketch::mark);
            mark == Some(sketch::mark(&self.start[..**length]))
        };
        self.equal = PREFIXES[..self.equal].iter().take_while(is_equal).count();
    }

    pub(super) fn marks(&self) -> impl Iterator<Item = u8> {
        PREFIXES[..self.equal].iter().map(|&length| sketch::mark(&self.start[..length]))
    }
}

/// Numbers of first bytes that are compared.
pub(super) const PREFIXES: [usize; 5] = [2, 4, 8, 16, 32];
