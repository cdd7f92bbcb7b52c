//! Counts of one field: the data, and its form in a file.

use super::sketch::Sketch;

/// Counts of a field. Bytes are those of the input, including overlong ones.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Counts {
    /// The number of the field.
    #[prost(uint32, tag = "1")]
    pub number: u32,
    /// Tags with what belongs to them.
    #[prost(uint64, tag = "2")]
    pub records: u64,
    /// Number of these records that hold packed elements.
    #[prost(uint64, tag = "3")]
    pub packed_records: u64,
    /// Values: as many as records, unless some are packed.
    #[prost(uint64, tag = "4")]
    pub elements: u64,
    /// Messages that have it.
    #[prost(uint64, tag = "5")]
    pub messages: u64,
    /// Values that are zero, empty or a message without fields.
    #[prost(uint64, tag = "6")]
    pub zeros: u64,
    /// With the end tags of groups.
    #[prost(uint64, tag = "7")]
    pub tag_bytes: u64,
    /// Lengths of what is length-delimited.
    #[prost(uint64, tag = "8")]
    pub length_bytes: u64,
    /// Bytes without tags and lengths.
    #[prost(uint64, tag = "9")]
    pub payload_bytes: u64,
    /// Bytes that tags, lengths and varints take beyond their shortest form; part of the bytes above.
    #[prost(uint64, tag = "10")]
    pub overlong_bytes: u64,
    /// Records of a singular field behind the first one in a message.
    #[prost(uint64, tag = "11")]
    pub repeats: u64,
    /// Values that a closed enum does not declare.
    #[prost(uint64, tag = "12")]
    pub undeclared: u64,
    /// Counts of integers and enums.
    #[prost(message, optional, tag = "13")]
    pub integers: Option<Integers>,
    /// Counts of repeated fields and maps.
    #[prost(message, optional, tag = "14")]
    pub lists: Option<Lists>,
    /// For strings, bytes and messages: numbers of values whose length takes, or would take, 1, 2, .. 5
    /// bytes.
    #[prost(uint64, repeated, tag = "15")]
    pub lengths: Vec<u64>,
    /// Counts of strings.
    #[prost(message, optional, tag = "16")]
    pub strings: Option<Strings>,
    /// Values of a double that a float holds exactly.
    #[prost(uint64, tag = "17")]
    pub exact_floats: u64,
    /// One bit for each value of a double, as a hash chooses it: two bits, and not all values are the same.
    #[prost(fixed64, tag = "18")]
    pub double_marks: u64,
    /// Sketch of the values, which estimates how many are different; see [`Counts::distinct`]. Strings and bytes of
    /// more than 128 bytes are compared by their first and last 64 bytes, and their length. Lists of numbers, bools
    /// and messages have none.
    #[prost(bytes = "vec", tag = "19")]
    pub sketch: Vec<u8>,
    /// Counts of single values, by keyed hashes; only with a key. The same fields have them as sketches.
    #[prost(message, optional, tag = "20")]
    pub values: Option<Values>,
    /// In place of the sketch in a sealed profile: the estimate.
    #[prost(uint64, tag = "21")]
    pub estimate: u64,
    /// Counts of doubles.
    #[prost(message, optional, tag = "22")]
    pub doubles: Option<Doubles>,
}

/// Single values of a field, each by its hash.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Values {
    /// There are more than 256 different values, and none is listed.
    #[prost(bool, tag = "1")]
    pub is_full: bool,
    /// In order of their hashes; in a sealed profile the most frequent first, without hashes.
    #[prost(message, repeated, tag = "2")]
    pub values: Vec<Value>,
}

/// A value, by its hash.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct Value {
    /// SipHash-2-4 under the key of the profile.
    #[prost(fixed64, tag = "1")]
    pub hash: u64,
    /// Number of times that it occurs.
    #[prost(uint64, tag = "2")]
    pub count: u64,
    /// Bytes of its payload, a varint in its shortest form.
    #[prost(uint64, tag = "3")]
    pub length: u64,
}

/// Counts of doubles.
#[derive(Clone, Copy, PartialEq, Eq, prost::Message)]
pub struct Doubles {
    /// All values are decimals with at most so many digits behind the point; 8 if some are not.
    #[prost(uint32, tag = "1")]
    pub decimals: u32,
}

/// Integers by the length that they have as varints: how many take 1, 2, .. 10 bytes.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Integers {
    /// Sizes of plain varints: negative values take 10 bytes.
    #[prost(uint64, repeated, tag = "1")]
    pub plain: Vec<u64>,
    /// In zigzag form.
    #[prost(uint64, repeated, tag = "2")]
    pub zigzag: Vec<u64>,
    /// For lists: sizes of the zigzag of the difference between each element and the one before; the first is
    /// compared with 0.
    #[prost(uint64, repeated, tag = "3")]
    pub delta: Vec<u64>,
    /// Number of negative values.
    #[prost(uint64, tag = "4")]
    pub negative: u64,
    /// All that are not negative are below 2 to the power of this.
    #[prost(uint32, tag = "5")]
    pub bits: u32,
    /// All that are negative are at least minus 2 to the power of this.
    #[prost(uint32, tag = "6")]
    pub negative_bits: u32,
    /// All values are multiples of 10 to the power of this, at most 18; 19 if all are zero.
    #[prost(uint32, tag = "7")]
    pub tens: u32,
}

/// All elements of a field in one message are a list.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Lists {
    /// Numbers of lists with 1, 2, 3, 4 to 7, 8 to 15, .. elements. Empty lists do not appear.
    #[prost(uint64, repeated, tag = "1")]
    pub sizes: Vec<u64>,
    /// Bytes of the lengths when each list that can be packed is one packed record.
    #[prost(uint64, tag = "2")]
    pub packed_length_bytes: u64,
    /// Bytes of the elements in that form, or as they are: varints in their shortest form.
    #[prost(uint64, tag = "3")]
    pub packed_bytes: u64,
    /// Properties of all lists of integers: the sum of [`RISING`], [`STRICTLY_RISING`] and [`FALLING`]. Lists of one
    /// element have all of them.
    #[prost(uint32, tag = "4")]
    pub order: u32,
    /// Empty if some lists fall; else sizes of the zigzag of the difference between each difference of neighbours and the one
    /// before, by their length as varints.
    #[prost(uint64, repeated, tag = "5")]
    pub second: Vec<u64>,
}

/// No element is less than the one before.
pub const RISING: u32 = 1;
/// Each element is greater than the one before.
pub const STRICTLY_RISING: u32 = 2;
/// No element is greater than the one before.
pub const FALLING: u32 = 4;

/// Forms of strings, in numbers of values.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Strings {
    /// Number of ASCII strings.
    #[prost(uint64, tag = "1")]
    pub ascii: u64,
    /// Number of strings that are not UTF-8.
    #[prost(uint64, tag = "2")]
    pub not_utf8: u64,
    /// Lower case, with hyphens.
    #[prost(uint64, tag = "3")]
    pub uuid: u64,
    /// Lower case, an even number of characters and at least two.
    #[prost(uint64, tag = "4")]
    pub hex: u64,
    /// Forms that all strings have, empty ones aside: a bit for each of `Form::ALL`, the first is 1.
    #[prost(uint32, tag = "5")]
    pub forms: u32,
    /// Marks of the first 2, 4, 8, 16 and 32 bytes, as far as they are equal in all strings. A mark is one of 256, so
    /// it says little of the bytes.
    #[prost(uint32, repeated, tag = "6")]
    pub prefix: Vec<u32>,
}

impl Counts {
    /// Returns about how many values are different: exact if single values were counted. `None` for fields whose values
    /// are not compared.
    pub fn distinct(&self) -> Option<Distinct> {
        if let Some(values) = self.values.as_ref().filter(|values| !values.is_full) {
            return Some(Distinct::Exact(values.values.len() as u64));
        }
        let estimate = match Sketch::decode(&self.sketch) {
            Some(sketch) if !self.sketch.is_empty() => sketch.estimate(),
            _ => self.estimate,
        };
        (estimate > 0).then_some(Distinct::About(estimate.min(self.elements)))
    }

    /// Its tags, lengths and payload.
    pub fn bytes(&self) -> u64 {
        self.tag_bytes + self.length_bytes + self.payload_bytes
    }
}

/// Number of different values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Distinct {
    /// Counted.
    Exact(u64),
    /// Estimated: typically within 7 %.
    About(u64),
}
