//! The counters of one field while it is counted: fixed in size, so that counting allocates nothing.
//! Knows no schema.

use super::values::{IntegerTally, Run, number, trimmed};
use super::{Counts, Lists, Strings, shape};
use crate::kind::Kind;
use crate::scan::{Damage, Record};
use crate::varint;

#[derive(Clone, Default)]
pub(super) struct Tally {
    pub(super) records: u64,
    packed_records: u64,
    /// Number of elements in packed records.
    packed_elements: u64,
    pub(super) messages: u64,
    zeros: u64,
    tag_bytes: u64,
    length_bytes: u64,
    payload_bytes: u64,
    overlong_bytes: u64,
    pub(super) repeats: u64,
    undeclared: u64,
    exact_floats: u64,
    double_marks: u64,
    integers: IntegerTally,
    lengths: [u64; 5],
    ascii: u64,
    not_utf8: u64,
    uuid: u64,
    hex: u64,
    sizes: [u64; SIZES],
    packed_length_bytes: u64,
    packed_bytes: u64,
}

/// 1, 2, 3, and then one for each power of two, below 2 GiB.
const SIZES: usize = 32;

/// The elements of a field in one message, as far as they came.
#[derive(Clone, Copy, Default)]
pub(super) struct List {
    pub(super) elements: u64,
    /// Without tags and lengths of elements, varints as short as they can be.
    bytes: u64,
    last: i64,
}

impl Tally {
    #[inline]
    pub(super) fn add_record(&mut self, record: &Record<'_>) {
        self.records += 1;
        self.tag_bytes += u64::from(record.tag_len) + u64::from(record.end_len);
        self.length_bytes += u64::from(record.prefix_len);
        self.payload_bytes += record.payload.len() as u64;
        let excess = record.excess() as u64;
        if excess > 0 {
            self.overlong_bytes += excess;
        }
    }

    /// So many bytes of a value are counted inside of it.
    pub(super) fn move_inside(&mut self, bytes: usize) {
        self.payload_bytes -= bytes as u64;
    }

    /// The value of a record that holds one. Of a message only its length is looked at.
    #[inline]
    pub(super) fn add_value(&mut self, kind: Kind, record: &Record<'_>, list: Option<&mut List>) {
        match kind {
            Kind::String => self.add_string(record.payload),
            Kind::Bytes | Kind::Message | Kind::Group => self.add_length(record.payload),
            Kind::Float => self.zeros += u64::from(record.value == 0),
            Kind::Double => self.add_double(record.value),
            _ => return self.add_integer(kind, record, list),
        }
        if let Some(list) = list {
            list.elements += 1;
            list.bytes += record.payload.len() as u64;
        }
    }

    #[inline]
    fn add_integer(&mut self, kind: Kind, record: &Record<'_>, list: Option<&mut List>) {
        let number = number(kind, record.value);
        self.zeros += u64::from(number == 0);
        let Some(list) = list else { return self.integers.add(kind, number) };
        let mut run = Run::after(list.last);
        self.integers.add_element(kind, number, &mut run);
        list.last = number;
        list.elements += 1;
        list.bytes += match kind {
            Kind::Fixed32 | Kind::Sfixed32 => 4,
            Kind::Fixed64 | Kind::Sfixed64 => 8,
            _ => run.bytes,
        };
    }

    /// The elements of a packed record.
    pub(super) fn add_packed(
        &mut self,
        kind: Kind,
        record: &Record<'_>,
        list: &mut List,
    ) -> Result<(), Damage> {
        self.packed_records += 1;
        let mut run = Run::after(list.last);
        match kind {
            Kind::Float => {
                let elements = record.fixed32s()?;
                run.elements = elements.len() as u64;
                run.is_zero = elements.map(|bits| u64::from(bits == 0)).sum();
                run.bytes = record.payload.len() as u64;
            }
            Kind::Double => {
                let elements = record.fixed64s()?;
                run.elements = elements.len() as u64;
                run.bytes = record.payload.len() as u64;
                for bits in elements {
                    run.is_zero += u64::from(bits == 0);
                    self.exact_floats += u64::from(is_exact_float(bits));
                    self.double_marks |= mark(bits);
                }
            }
            Kind::Fixed32 | Kind::Sfixed32 => {
                for bits in record.fixed32s()? {
                    self.integers.add_element(kind, number(kind, bits.into()), &mut run);
                }
                run.bytes = record.payload.len() as u64;
            }
            Kind::Fixed64 | Kind::Sfixed64 => {
                for bits in record.fixed64s()? {
                    self.integers.add_element(kind, number(kind, bits), &mut run);
                }
                run.bytes = record.payload.len() as u64;
            }
            _ => self.integers.add_packed(kind, record, &mut run)?,
        }
        self.packed_elements += run.elements;
        self.zeros += run.is_zero;
        self.overlong_bytes += run.overlong;
        list.elements += run.elements;
        list.bytes += run.bytes;
        list.last = run.last;
        Ok(())
    }

    /// Values that a closed enum does not declare.
    pub(super) fn add_undeclared(&mut self, kind_values: &[i32], record: &Record<'_>, is_packed: bool) {
        let is_unknown = |bits: u64| u64::from(kind_values.binary_search(&(bits as i32)).is_err());
        self.undeclared += match is_packed {
            true => record.varints().flatten().map(|(bits, _)| is_unknown(bits)).sum(),
            false => is_unknown(record.value),
        };
    }

    /// All elements of the field in a message are there.
    #[inline]
    pub(super) fn end_list(&mut self, kind: Kind, list: &List) {
        self.messages += 1;
        self.packed_bytes += list.bytes;
        self.packed_length_bytes += if kind.is_packable() { varint::len(list.bytes) as u64 } else { 0 };
        let bin = match list.elements {
            0..4 => (list.elements as usize).saturating_sub(1),
            many => (1 + many.ilog2() as usize).min(SIZES - 1),
        };
        // An empty packed record is a record, and no element.
        self.sizes[bin] += u64::from(list.elements > 0);
    }

    #[inline]
    fn add_string(&mut self, text: &[u8]) {
        self.add_length(text);
        if text.is_ascii() {
            self.ascii += 1;
            self.uuid += u64::from(shape::is_uuid(text));
            self.hex += u64::from(shape::is_hex(text));
        } else {
            self.not_utf8 += u64::from(str::from_utf8(text).is_err());
        }
    }

    #[inline]
    fn add_length(&mut self, payload: &[u8]) {
        self.zeros += u64::from(payload.is_empty());
        // A message has less than 2 GiB.
        self.lengths[varint::len(payload.len() as u64).min(5) - 1] += 1;
    }

    fn add_double(&mut self, bits: u64) {
        self.zeros += u64::from(bits == 0);
        self.exact_floats += u64::from(is_exact_float(bits));
        self.double_marks |= mark(bits);
    }

    pub(super) fn finish(&self, number: u32, kind: Kind, is_list: bool) -> Counts {
        let strings = Strings { ascii: self.ascii, not_utf8: self.not_utf8, uuid: self.uuid, hex: self.hex };
        let lists = Lists {
            sizes: trimmed(&self.sizes),
            packed_length_bytes: self.packed_length_bytes,
            packed_bytes: self.packed_bytes,
        };
        Counts {
            number,
            records: self.records,
            packed_records: self.packed_records,
            elements: self.records - self.packed_records + self.packed_elements,
            messages: self.messages,
            zeros: self.zeros,
            tag_bytes: self.tag_bytes,
            length_bytes: self.length_bytes,
            payload_bytes: self.payload_bytes,
            overlong_bytes: self.overlong_bytes,
            repeats: self.repeats,
            undeclared: self.undeclared,
            integers: self.integers.finish(),
            lists: is_list.then_some(lists),
            lengths: trimmed(&self.lengths),
            strings: (kind == Kind::String).then_some(strings),
            exact_floats: self.exact_floats,
            double_marks: self.double_marks,
        }
    }
}

/// A bit that says little of the value, and is another one for most others.
fn mark(bits: u64) -> u64 {
    1 << (bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58)
}

fn is_exact_float(bits: u64) -> bool {
    let double = f64::from_bits(bits);
    f64::from(double as f32).to_bits() == bits
}
