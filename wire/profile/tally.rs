//! The counters of one field while it is counted: fixed in size, so that counting allocates nothing.
//! Knows no schema.

use super::decimal::{NO_DECIMAL, decimals, has_decimals};
use super::form::{self, Form};
use super::key::{Key, Set};
use super::prefix::Prefix;
use super::sketch::{self, Sketch};
use super::values::{IntegerTally, Run, length, number, trimmed};
use super::{Counts, Doubles, Lists, Strings, shape};
use crate::kind::Kind;
use crate::scan::{Damage, Record};
use crate::varint;

#[derive(Clone)]
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
    sketch: Sketch,
    values: Set,
    forms: u32,
    prefix: Option<Prefix>,
    decimals: u32,
}

/// 1, 2, 3, and then one for each power of two, below 2 GiB.
pub(super) const SIZES: usize = 32;

/// The elements of a field in one message, as far as they came.
#[derive(Clone, Copy, Default)]
pub(super) struct List {
    pub(super) elements: u64,
    /// Without tags and lengths of elements, varints as short as they can be.
    pub(super) bytes: u64,
    pub(super) last: i64,
    pub(super) step: i64,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally {
            records: 0,
            packed_records: 0,
            packed_elements: 0,
            messages: 0,
            zeros: 0,
            tag_bytes: 0,
            length_bytes: 0,
            payload_bytes: 0,
            overlong_bytes: 0,
            repeats: 0,
            undeclared: 0,
            exact_floats: 0,
            double_marks: 0,
            integers: IntegerTally::default(),
            lengths: [0; 5],
            ascii: 0,
            not_utf8: 0,
            uuid: 0,
            hex: 0,
            sizes: [0; SIZES],
            packed_length_bytes: 0,
            packed_bytes: 0,
            sketch: Sketch::default(),
            values: Set::default(),
            forms: Form::EVERY,
            prefix: None,
            decimals: 0,
        }
    }
}

/// Whether single values of a field of this kind are compared. Of lists of numbers, and of messages, that would take
/// too long.
pub(super) fn is_compared(kind: Kind, is_list: bool) -> bool {
    match kind {
        Kind::String | Kind::Bytes => true,
        Kind::Bool | Kind::Message | Kind::Group => false,
        _ => !is_list,
    }
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
    pub(super) fn add_value(
        &mut self,
        kind: Kind,
        record: &Record<'_>,
        list: Option<&mut List>,
        key: Option<&Key>,
    ) {
        match kind {
            Kind::String => {
                self.add_string(record.payload);
                self.compare_bytes(record.payload, key);
            }
            Kind::Bytes => {
                self.add_length(record.payload);
                self.compare_bytes(record.payload, key);
            }
            Kind::Message | Kind::Group => self.add_length(record.payload),
            Kind::Float | Kind::Double => {
                match kind {
                    Kind::Double => self.add_double(record.value),
                    _ => self.zeros += u64::from(record.value == 0),
                }
                if list.is_none() {
                    self.compare_number(record.value, record.payload.len() as u64, key);
                }
            }
            _ => return self.add_integer(kind, record, list, key),
        }
        if let Some(list) = list {
            list.elements += 1;
            list.bytes += record.payload.len() as u64;
        }
    }

    #[inline]
    fn add_integer(&mut self, kind: Kind, record: &Record<'_>, list: Option<&mut List>, key: Option<&Key>) {
        let number = number(kind, record.value);
        self.zeros += u64::from(number == 0);
        let Some(list) = list else {
            self.integers.add(kind, number);
            if kind != Kind::Bool {
                self.compare_number(number as u64, length(kind, number), key);
            }
            return;
        };
        let mut run = Run::after(list);
        self.integers.add_element(kind, number, &mut run);
        (list.last, list.step) = (number, run.step);
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
        let mut run = Run::after(list);
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
                    self.add_scalar_double(bits);
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
        (list.last, list.step) = (run.last, run.step);
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
        if self.forms != 0 && !text.is_empty() {
            self.forms = form::held(text, self.forms);
        }
        match &mut self.prefix {
            Some(prefix) if prefix.begins(text) => {}
            Some(prefix) => prefix.shorten(text),
            none => *none = Some(Prefix::of(text)),
        }
        if text.is_ascii() {
            self.ascii += 1;
            match shape::is_uuid(text) {
                true => self.uuid += 1,
                false => self.hex += u64::from(shape::is_hex(text)),
            }
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

    #[inline]
    fn compare_bytes(&mut self, payload: &[u8], key: Option<&Key>) {
        self.sketch.add(sketch::of_bytes(payload));
        if let Some(key) = key {
            self.values.add(payload.len() as u64, || key.hash(payload));
        }
    }

    #[inline]
    fn compare_number(&mut self, number: u64, length: u64, key: Option<&Key>) {
        self.sketch.add(sketch::of_number(number));
        if let Some(key) = key {
            self.values.add(length, || key.hash_number(number));
        }
    }

    fn add_double(&mut self, bits: u64) {
        self.zeros += u64::from(bits == 0);
        self.add_scalar_double(bits);
    }

    #[inline]
    fn add_scalar_double(&mut self, bits: u64) {
        self.exact_floats += u64::from(is_exact_float(bits));
        self.double_marks |= mark(bits);
        if self.decimals < NO_DECIMAL && !has_decimals(bits, self.decimals) {
            self.decimals = decimals(bits).max(self.decimals);
        }
    }

    pub(super) fn finish(&self, number: u32, kind: Kind, is_list: bool, has_key: bool) -> Counts {
        let prefix = self.prefix.iter().flat_map(Prefix::marks);
        let strings = Strings {
            ascii: self.ascii,
            not_utf8: self.not_utf8,
            uuid: self.uuid,
            hex: self.hex,
            forms: self.forms,
            prefix: prefix.map(u32::from).collect(),
        };
        let is_integer = kind.integer(0).is_some();
        let order = &self.integers.order;
        let lists = Lists {
            sizes: trimmed(&self.sizes),
            packed_length_bytes: self.packed_length_bytes,
            packed_bytes: self.packed_bytes,
            order: if is_integer { order.held() } else { 0 },
            second: if is_integer { trimmed(order.second()) } else { Vec::new() },
        };
        let is_compared = is_compared(kind, is_list);
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
            sketch: self.sketch.encode(),
            values: (is_compared && has_key).then(|| self.values.finish()),
            estimate: 0,
            doubles: (kind == Kind::Double).then_some(Doubles { decimals: self.decimals }),
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
