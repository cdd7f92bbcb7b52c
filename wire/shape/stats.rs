//! Counts of the values of each field, which say what steps are worth a try.

use super::parts::Parts;
use super::text::Spelling;
use super::tree::{Tree, Value, delimited, scalar};
use crate::kind::Kind;
use crate::layout::{Field, Layout, TypeId};
use crate::varint;
use rustc_hash::FxHashMap;

/// Counts of all fields of all messages that were added.
#[derive(Default, Debug)]
pub struct Stats {
    fields: FxHashMap<(TypeId, u32), FieldStats>,
    holders: FxHashMap<TypeId, u64>,
}

/// Counts of one field.
#[derive(Clone, Default, Debug)]
pub struct FieldStats {
    /// Messages that have it.
    pub present: u64,
    /// Its values.
    pub values: u64,
    /// Their bytes with tags and lengths.
    pub bytes: u64,
    /// Number of times that each value occurs; `None` if there are too many values, or they are messages.
    pub distinct: Option<FxHashMap<Value, u64>>,
    /// Spellings that all texts have.
    pub spellings: Vec<Spelling>,
    /// Common start and end of all texts; `None` if there are no texts.
    pub common: Option<Ends>,
    /// Length of the shortest text.
    pub shortest: usize,
    /// Parts of all texts.
    parts: Parts,
    /// The least power of ten that makes integers of all numbers; `None` if none does.
    pub scale: Option<u8>,
    /// Digits behind the second of all times: 0, 3, 6 or 9; `None` if they are no times.
    pub time: Option<u8>,
    /// Bytes of the integers of lists, and of the differences between neighbours.
    pub delta: (u64, u64),
    /// Bytes of the integers as plain varints and in zigzag form; `None` if one does not fit.
    pub integers: [Option<u64>; 3],
}

/// Beginning and end of a text.
type Ends = (Box<[u8]>, Box<[u8]>);

/// More values than this are too many to count one by one.
const MOST: usize = 4096;

impl Stats {
    /// Counts messages of this layout.
    pub fn of<'t>(layout: &Layout, trees: impl IntoIterator<Item = &'t Tree>) -> Stats {
        let mut stats = Stats::default();
        for tree in trees {
            tree.visit(&mut |tree| stats.add(layout, tree));
        }
        stats
    }

    /// The number of messages of a type.
    pub fn messages(&self, ty: TypeId) -> u64 {
        self.holders.get(&ty).copied().unwrap_or(0)
    }

    /// The counts of a field; `None` if it was never there.
    pub fn field(&self, ty: TypeId, number: u32) -> Option<&FieldStats> {
        self.fields.get(&(ty, number))
    }

    fn add(&mut self, layout: &Layout, tree: &Tree) {
        *self.holders.entry(tree.type_id()).or_default() += 1;
        let ty = layout.get(tree.type_id());
        for (number, values) in tree.fields() {
            let Some(field) = ty.field(number) else { continue };
            let stats =
                self.fields.entry((tree.type_id(), number)).or_insert_with(|| FieldStats::new(layout, field));
            stats.add(layout, field, values);
        }
    }
}

impl FieldStats {
    fn new(layout: &Layout, field: &Field) -> FieldStats {
        let is_text = field.kind == Kind::String;
        let of = field.message.map(|id| &*layout.get(id).name);
        FieldStats {
            distinct: (!field.kind.is_message()).then(FxHashMap::default),
            spellings: if is_text { Spelling::all().collect() } else { Vec::new() },
            scale: (field.kind == Kind::Double).then_some(0),
            time: of.filter(|of| matches!(*of, TIMESTAMP | DURATION)).map(|_| 0),
            shortest: usize::MAX,
            integers: [field.kind.integer(0).map(|_| 0); 3],
            ..FieldStats::default()
        }
    }

    fn add(&mut self, layout: &Layout, field: &Field, values: &[Value]) {
        self.present += 1;
        self.values += values.len() as u64;
        let mut before = 0_i64;
        for value in values {
            match value {
                Value::Bits(bits) => {
                    self.bytes += scalar(field.kind, *bits);
                    self.scale = self.scale.and_then(|scale| scale_of(*bits, scale));
                    if let Some(number) = field.kind.integer(*bits) {
                        let number = number as i64;
                        let difference = number.wrapping_sub(std::mem::replace(&mut before, number));
                        self.delta.0 += scalar(field.kind, *bits);
                        self.delta.1 += varint::len(varint::zigzag64(difference)) as u64;
                        self.add_integer(field.kind, *bits);
                    }
                }
                Value::Bytes(bytes) => {
                    self.bytes += delimited(bytes.len() as u64);
                    if field.kind == Kind::String {
                        self.add_text(bytes);
                    }
                }
                Value::Tree(tree) => {
                    self.bytes += delimited(tree.size(layout));
                    self.time = self.time.and_then(|digits| digits_of(tree, digits));
                }
            }
            if let Some(distinct) = &mut self.distinct {
                if let Some(count) = distinct.get_mut(value) {
                    *count += 1;
                } else if distinct.len() < MOST {
                    distinct.insert(value.clone(), 1);
                } else {
                    self.distinct = None;
                }
            }
        }
    }

    fn add_integer(&mut self, kind: Kind, bits: u64) {
        let number = kind.integer(bits).unwrap_or(0);
        for (sum, kind) in self.integers.iter_mut().zip(FORMS) {
            *sum = sum.and_then(|sum| Some(sum + scalar(kind, kind.bits(number)?)));
        }
    }

    fn add_text(&mut self, text: &[u8]) {
        self.spellings.retain(|form| form.fits(text));
        self.parts.add(text);
        self.shortest = self.shortest.min(text.len());
        self.common = Some(match self.common.take() {
            None => (text.into(), text.into()),
            Some((prefix, suffix)) => {
                let front = prefix.iter().zip(text).take_while(|(a, b)| a == b).count();
                let back = suffix.iter().rev().zip(text.iter().rev()).take_while(|(a, b)| a == b).count();
                (prefix[..front].into(), suffix[suffix.len() - back..].into())
            }
        });
    }

    /// The constant texts around the parts of all texts, and the spellings of the parts; `None` if the texts do not consist
    /// of several parts, of which one spells something.
    pub fn template(&self) -> Option<(Vec<String>, Vec<Option<Spelling>>)> {
        self.parts.template()
    }

    /// The number of different values that occur only once; `None` if there are too many values.
    pub fn once(&self) -> Option<usize> {
        Some(self.distinct.as_ref()?.values().filter(|&&count| count == 1).count())
    }
}

/// The kinds that [`FieldStats::integers`] is about.
pub const FORMS: [Kind; 3] = [Kind::Uint64, Kind::Sint64, Kind::Fixed32];

const TIMESTAMP: &str = "google.protobuf.Timestamp";
const DURATION: &str = "google.protobuf.Duration";

fn scale_of(bits: u64, least: u8) -> Option<u8> {
    let number = f64::from_bits(bits);
    let is_exact = |digits: &u8| {
        let unit = 10_f64.powi(i32::from(*digits));
        let scaled = (number * unit).round();
        scaled.abs() < 9.0e15 && (scaled / unit).to_bits() == bits
    };
    (least..=9).find(is_exact)
}

fn digits_of(time: &Tree, least: u8) -> Option<u8> {
    let nanoseconds = time.get(2).first().map_or(0, Value::bits) as i64;
    [0, 3, 6, 9]
        .into_iter()
        .find(|&digits| digits >= least && nanoseconds % 10_i64.pow(9 - u32::from(digits)) == 0)
}
