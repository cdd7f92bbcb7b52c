//! Counting scalar values, one by one or a packed record at a time. Knows no schema.

use super::Integers;
use super::order::Order;
use super::tally::List;
use crate::kind::Kind;
use crate::scan::{Damage, Record};
use crate::varint;

/// Counters of integers; index 0 of a histogram is a length of one byte.
#[derive(Clone, Default)]
pub(super) struct IntegerTally {
    plain: [u64; varint::MAX_LEN],
    zigzag: [u64; varint::MAX_LEN],
    delta: [u64; varint::MAX_LEN],
    negative: u64,
    /// All that are not negative, or-ed.
    ones: u64,
    /// All that are negative, inverted and or-ed.
    zeros: u64,
    pub(super) order: Order,
}

/// State of a list of integers that continues in another record.
pub(super) struct Run {
    /// The element before.
    pub(super) last: i64,
    /// Difference between that and the one before it.
    pub(super) step: i64,
    /// No element stands before.
    pub(super) is_first: bool,
    /// Bytes of the elements as varints of this kind, in their shortest form.
    pub(super) bytes: u64,
    pub(super) elements: u64,
    /// Number of zeros.
    pub(super) is_zero: u64,
    /// Bytes beyond that in the input.
    pub(super) overlong: u64,
}

impl Run {
    pub(super) fn after(list: &List) -> Run {
        let is_first = list.elements == 0;
        Run { last: list.last, step: list.step, is_first, bytes: 0, elements: 0, is_zero: 0, overlong: 0 }
    }
}

/// The number that the bits of a varint or a fixed-width value stand for, in 64 bits.
#[inline(always)]
pub(super) fn number(kind: Kind, bits: u64) -> i64 {
    match kind {
        Kind::Int32 | Kind::Enum | Kind::Sfixed32 => i64::from(bits as i32),
        Kind::Uint32 | Kind::Fixed32 => i64::from(bits as u32),
        Kind::Bool => i64::from(bits != 0),
        Kind::Sint32 => i64::from(varint::unzigzag32(bits as u32)),
        Kind::Sint64 => varint::unzigzag64(bits),
        _ => bits as i64,
    }
}

const fn is_unsigned(kind: Kind) -> bool {
    matches!(kind, Kind::Uint64 | Kind::Fixed64)
}

const fn is_zigzag(kind: Kind) -> bool {
    matches!(kind, Kind::Sint32 | Kind::Sint64)
}

impl IntegerTally {
    /// One value that stands alone.
    #[inline]
    pub(super) fn add(&mut self, kind: Kind, number: i64) {
        self.plain[varint::len(number as u64) - 1] += 1;
        self.zigzag[varint::len(varint::zigzag64(number)) - 1] += 1;
        let (ones, zeros) = if is_unsigned(kind) { (number as u64, 0) } else { sides(number) };
        self.ones |= ones;
        self.zeros |= zeros;
        self.negative += u64::from(number < 0 && !is_unsigned(kind));
        self.order.divide(is_unsigned(kind), number);
    }

    /// One more element of a list.
    #[inline]
    pub(super) fn add_element(&mut self, kind: Kind, number: i64, run: &mut Run) {
        self.add(kind, number);
        self.delta[delta_len(number, run.last) - 1] += 1;
        self.order.follow(is_unsigned(kind), number, run);
        run.last = number;
        run.elements += 1;
        run.is_zero += u64::from(number == 0);
        run.bytes += varint::len(own(kind, number)) as u64;
    }

    /// The elements of a packed record of varints.
    pub(super) fn add_packed(
        &mut self,
        kind: Kind,
        record: &Record<'_>,
        run: &mut Run,
    ) -> Result<(), Damage> {
        if record.payload.iter().fold(0, |all, byte| all | byte) < 0x80 {
            self.add_short(kind, record.payload, run);
            return Ok(());
        }
        // So that the loop is made for each kind.
        match kind {
            Kind::Int32 | Kind::Enum => self.add_long(Kind::Int32, record, run),
            Kind::Uint32 => self.add_long(Kind::Uint32, record, run),
            Kind::Uint64 => self.add_long(Kind::Uint64, record, run),
            Kind::Sint32 => self.add_long(Kind::Sint32, record, run),
            Kind::Sint64 => self.add_long(Kind::Sint64, record, run),
            Kind::Bool => self.add_long(Kind::Bool, record, run),
            _ => self.add_long(Kind::Int64, record, run),
        }
    }

    #[inline(always)]
    fn add_long(&mut self, kind: Kind, record: &Record<'_>, run: &mut Run) -> Result<(), Damage> {
        match self.order.is_open() {
            true => self.add_run::<true>(kind, record, run),
            false => self.add_run::<false>(kind, record, run),
        }
    }

    /// Elements of one byte each: all that there is to know follows from comparing bytes.
    fn add_short(&mut self, kind: Kind, bytes: &[u8], run: &mut Run) {
        let Some((&first, rest)) = bytes.split_first() else { return };
        let elements = bytes.len() as u64;
        if kind == Kind::Bool {
            bytes.iter().for_each(|&byte| self.add_element(kind, number(kind, byte.into()), run));
            return;
        }
        self.delta[delta_len(number(kind, first.into()), run.last) - 1] += 1;
        if self.order.is_open() {
            self.order_short(kind, bytes, run);
        }
        let count = |is: fn(u8) -> bool| bytes.iter().map(|&byte| u64::from(is(byte))).sum::<u64>();
        let far = |from: i8, to: i8| u64::from(!(-64..64).contains(&(to.wrapping_sub(from))));
        let far_ones: u64 = if is_zigzag(kind) {
            let small = |byte: u8| (byte >> 1) as i8 ^ -((byte & 1) as i8);
            let negative = count(|byte| byte & 1 == 1);
            self.negative += negative;
            self.plain[9] += negative;
            self.plain[0] += elements - negative;
            self.zigzag[0] += elements;
            for &byte in bytes {
                let (ones, zeros) = sides(small(byte).into());
                self.ones |= ones;
                self.zeros |= zeros;
            }
            bytes.iter().zip(rest).map(|(&from, &to)| far(small(from), small(to))).sum()
        } else {
            let long = count(|byte| byte >= 64);
            self.plain[0] += elements;
            self.zigzag[0] += elements - long;
            self.zigzag[1] += long;
            self.ones |= u64::from(bytes.iter().fold(0, |all, byte| all | byte));
            bytes.iter().zip(rest).map(|(&from, &to)| far(from as i8, to as i8)).sum()
        };
        self.delta[0] += elements - 1 - far_ones;
        self.delta[1] += far_ones;
        run.last = number(kind, bytes[bytes.len() - 1].into());
        run.elements += elements;
        run.is_zero += count(|byte| byte == 0);
        run.bytes += elements;
    }

    #[inline(never)]
    fn order_short(&mut self, kind: Kind, bytes: &[u8], run: &mut Run) {
        // Two elements have something before them, which may be larger than a byte; so do numbers in zigzag form.
        let (first, rest) = bytes.split_at(if is_zigzag(kind) { bytes.len() } else { bytes.len().min(2) });
        for &byte in first {
            let number = number(kind, byte.into());
            self.order.divide(is_unsigned(kind), number);
            self.order.follow(is_unsigned(kind), number, run);
            run.last = number;
        }
        if !rest.is_empty() {
            self.order.follow_short(bytes, run);
        }
    }

    #[inline(always)]
    fn add_run<const ORDERED: bool>(
        &mut self,
        kind: Kind,
        record: &Record<'_>,
        run: &mut Run,
    ) -> Result<(), Damage> {
        let mut elements = record.varints();
        let (mut all_ones, mut all_zeros, mut bytes) = (0, 0, 0);
        loop {
            let [mut plain, mut zigzag, mut delta] = [Lanes::default(); 3];
            for _ in 0..Lanes::MOST {
                let Some(element) = elements.next() else { break };
                let (bits, _) = element?;
                let number = number(kind, bits);
                plain.add(number as u64);
                zigzag.add(varint::zigzag64(number));
                delta.add(varint::zigzag64(number.wrapping_sub(run.last)));
                let (ones, zeros) = if is_unsigned(kind) { (number as u64, 0) } else { sides(number) };
                all_ones |= ones;
                all_zeros |= zeros;
                run.is_zero += u64::from(number == 0);
                if ORDERED {
                    self.order.divide(is_unsigned(kind), number);
                    self.order.follow(is_unsigned(kind), number, run);
                }
                run.last = number;
            }
            if !is_unsigned(kind) {
                self.negative += plain.count(varint::MAX_LEN);
            }
            bytes += if is_zigzag(kind) { zigzag.bytes() } else { plain.bytes() };
            let count = plain.pour(&mut self.plain);
            zigzag.pour(&mut self.zigzag);
            delta.pour(&mut self.delta);
            run.elements += count;
            if count < Lanes::MOST {
                break;
            }
        }
        self.ones |= all_ones;
        self.zeros |= all_zeros;
        run.bytes += bytes;
        // Negative ones can be shorter than they should be, where somebody cut them to 32 bits.
        run.overlong += (record.payload.len() as u64).saturating_sub(bytes);
        Ok(())
    }

    pub(super) fn finish(&self) -> Option<Integers> {
        let integers = Integers {
            plain: trimmed(&self.plain),
            zigzag: trimmed(&self.zigzag),
            delta: trimmed(&self.delta),
            negative: self.negative,
            bits: u64::BITS - self.ones.leading_zeros(),
            negative_bits: u64::BITS - self.zeros.leading_zeros(),
            tens: self.order.tens(),
        };
        (!integers.plain.is_empty()).then_some(integers)
    }
}

/// Ten counters in one register: memory would be waited for when one length follows itself.
#[derive(Clone, Copy, Default)]
struct Lanes(u64);

impl Lanes {
    const BITS: usize = 6;
    const MOST: u64 = (1 << Lanes::BITS) - 1;

    #[inline(always)]
    fn add(&mut self, value: u64) {
        self.0 += LANE[value.leading_zeros() as usize];
    }

    fn count(self, len: usize) -> u64 {
        self.0 >> (Lanes::BITS * (len - 1)) & Lanes::MOST
    }

    /// Returns the bytes of all of them.
    #[inline(always)]
    fn bytes(self) -> u64 {
        let (mut bytes, mut len, mut rest) = (0, 1, self.0);
        while rest != 0 {
            bytes += len * (rest & Lanes::MOST);
            rest >>= Lanes::BITS;
            len += 1;
        }
        bytes
    }

    /// Says how many there were.
    #[inline(always)]
    fn pour(self, into: &mut [u64; varint::MAX_LEN]) -> u64 {
        let (mut all, mut rest) = (0, self.0);
        // Most runs are short, and have one or two lengths.
        for counter in into {
            if rest == 0 {
                break;
            }
            *counter += rest & Lanes::MOST;
            all += rest & Lanes::MOST;
            rest >>= Lanes::BITS;
        }
        all
    }
}

/// One in the lane of the length of a varint, by how many bits are zero before the first that is not.
static LANE: [u64; 65] = {
    let mut lanes = [0; 65];
    let mut zeros = 0;
    while zeros <= 64 {
        let value = if zeros == 64 { 0 } else { u64::MAX >> zeros };
        lanes[zeros] = 1 << (Lanes::BITS * (varint::len(value) - 1));
        zeros += 1;
    }
    lanes
};

/// Bytes of a number of this kind, a varint in its shortest form.
#[inline]
pub(super) fn length(kind: Kind, number: i64) -> u64 {
    match kind {
        Kind::Fixed32 | Kind::Sfixed32 => 4,
        Kind::Fixed64 | Kind::Sfixed64 => 8,
        _ => varint::len(own(kind, number)) as u64,
    }
}

/// Returns the bits that are written for a number of this kind.
#[inline(always)]
fn own(kind: Kind, number: i64) -> u64 {
    if is_zigzag(kind) { varint::zigzag64(number) } else { number as u64 }
}

#[inline(always)]
fn delta_len(number: i64, last: i64) -> usize {
    varint::len(varint::zigzag64(number.wrapping_sub(last)))
}

/// The bits of a number that is not negative, and those of one that is, inverted.
#[inline(always)]
fn sides(number: i64) -> (u64, u64) {
    let sign = (number >> 63) as u64;
    (number as u64 & !sign, !(number as u64) & sign)
}

/// Without what is zero at the end.
pub(super) fn trimmed(histogram: &[u64]) -> Vec<u64> {
    let len = histogram.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1);
    histogram[..len].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Cursor;

    /// A packed record is counted as its elements are one by one.
    #[test]
    fn packed_is_as_one_by_one() {
        let kinds =
            [Kind::Int32, Kind::Int64, Kind::Uint32, Kind::Uint64, Kind::Sint32, Kind::Sint64, Kind::Bool];
        let short: Vec<u64> = (0..128).chain((0..128).rev()).chain([5, 127, 0, 64, 63]).collect();
        let long: Vec<u64> = (0..64).flat_map(|bit| [1 << bit, (1 << bit) - 1, !(1u64 << bit)]).collect();
        for kind in kinds {
            let tens: Vec<u64> = (1..60).map(|at| 40 * at).collect();
            for values in [&short, &long, &short[..1].to_vec(), &short[..100].to_vec(), &tens, &Vec::new()] {
                let mut record = Vec::new();
                values.iter().for_each(|&value| varint::put(&mut record, value));
                let mut message = vec![0x0A];
                varint::put(&mut message, record.len() as u64);
                message.extend(&record);
                let record = Cursor::new(&message).next().expect("a record").expect("no damage");

                let (mut packed, mut single) = (IntegerTally::default(), IntegerTally::default());
                let before = List { last: 7, ..List::default() };
                let (mut packed_run, mut single_run) = (Run::after(&before), Run::after(&before));
                packed.add_packed(kind, &record, &mut packed_run).expect("no damage");
                values.iter().for_each(|&bits| single.add_element(kind, number(kind, bits), &mut single_run));
                assert_eq!(packed.finish(), single.finish(), "{kind:?}");
                let order = |tally: &IntegerTally| (tally.order.held(), tally.order.second().to_vec());
                assert_eq!(order(&packed), order(&single), "{kind:?}");
                let shape = |run: &Run| (run.last, run.step, run.bytes, run.elements, run.is_zero);
                assert_eq!(shape(&packed_run), shape(&single_run), "{kind:?}");
            }
        }
    }
}
