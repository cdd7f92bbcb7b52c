//! Order of lists of integers, and powers of ten that divide integers. Both are looked at only as long as they hold, so
//! they cost nothing for most fields.

use super::values::Run;
use super::{FALLING, RISING, STRICTLY_RISING};
use crate::varint;

/// Properties of all lists, and of all integers, so far.
#[derive(Clone)]
pub(super) struct Order {
    held: u32,
    tens: u32,
    second: [u64; varint::MAX_LEN],
}

/// No integer but zero was seen.
pub(super) const ALL_ZERO: u32 = 19;

const POWERS: [u64; ALL_ZERO as usize] = {
    let mut powers = [1; ALL_ZERO as usize];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

impl Default for Order {
    fn default() -> Order {
        Order { held: RISING | STRICTLY_RISING | FALLING, tens: ALL_ZERO, second: [0; varint::MAX_LEN] }
    }
}

impl Order {
    /// Whether another element could change anything.
    #[inline(always)]
    pub(super) fn is_open(&self) -> bool {
        self.held | self.tens != 0
    }

    /// An integer, in a list or alone.
    #[inline(always)]
    pub(super) fn divide(&mut self, is_unsigned: bool, number: i64) {
        if self.tens > 0 && number != 0 {
            self.divide_once_more(if is_unsigned { number as u64 } else { number.unsigned_abs() });
        }
    }

    fn divide_once_more(&mut self, size: u64) {
        self.tens = self.tens.min(ALL_ZERO - 1);
        while !size.is_multiple_of(POWERS[self.tens as usize]) {
            self.tens -= 1;
        }
    }

    /// Elements of one byte, of which the first two were looked at, and there are more.
    pub(super) fn follow_short(&mut self, bytes: &[u8], run: &mut Run) {
        if self.tens > 0 {
            bytes[2..].iter().for_each(|&byte| self.divide(true, byte.into()));
        }
        if self.held == 0 {
            return;
        }
        let pairs = || bytes[1..].iter().zip(&bytes[2..]);
        let count = |is: fn(&u8, &u8) -> bool| pairs().map(|(from, to)| u64::from(is(from, to))).sum::<u64>();
        let (falls, rises) = (count(|from, to| from > to), count(|from, to| from < to));
        let held = |property, is_so| if is_so { property } else { 0 };
        self.held &= held(RISING, falls == 0)
            | held(STRICTLY_RISING, rises == bytes.len() as u64 - 2)
            | held(FALLING, rises == 0);
        // What is below 64 takes one byte in zigzag form, and no difference here is above 254.
        let far = bytes.iter().zip(&bytes[1..]).zip(&bytes[2..]).map(|((a, b), c)| {
            let [a, b, c] = [*a, *b, *c].map(i16::from);
            u64::from(!(-64..64).contains(&(c - b - (b - a))))
        });
        let far = far.sum::<u64>();
        self.second[0] += bytes.len() as u64 - 2 - far;
        self.second[1] += far;
        if let [.., before, last] = bytes {
            (run.step, run.last) = (i64::from(*last) - i64::from(*before), (*last).into());
        }
    }

    /// One more element of a list; `run` is still at the one before.
    #[inline(always)]
    pub(super) fn follow(&mut self, is_unsigned: bool, number: i64, run: &mut Run) {
        if self.held == 0 {
            return;
        }
        let step = number.wrapping_sub(run.last);
        self.second[varint::len(varint::zigzag64(step.wrapping_sub(run.step))) - 1] += 1;
        run.step = step;
        if run.is_first {
            run.is_first = false;
            return;
        }
        let (is_less, is_more) = match is_unsigned {
            true => ((number as u64) < run.last as u64, number as u64 > run.last as u64),
            false => (number < run.last, number > run.last),
        };
        // Without a branch on values.
        let broken = (u32::from(is_less) * RISING)
            | (u32::from(!is_more) * STRICTLY_RISING)
            | (u32::from(is_more) * FALLING);
        self.held &= !broken;
    }

    pub(super) fn tens(&self) -> u32 {
        self.tens
    }

    pub(super) fn held(&self) -> u32 {
        self.held
    }

    /// Lengths of second differences, where all lists rise.
    pub(super) fn second(&self) -> &[u64] {
        if self.held & RISING == 0 { &[] } else { &self.second }
    }
}
