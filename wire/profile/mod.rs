//! Statistics of messages: the data, and its form in a file. Holds no value of any field, and does not count;
//! see `profiler.rs`.
//!
//! ```
//! use protune_wire::Layout;
//! use protune_wire::profile::{Profile, Profiler};
//!
//! let schema = protune_compiler::compile([("a.proto", "message A { optional int32 b = 1; }")], |_| None);
//! let mut profiler = Profiler::new(&Layout::of(&schema, "A").expect("it is declared"));
//! profiler.add(b"\x08\x01")?;
//! profiler.add(b"")?;
//!
//! let profile = profiler.finish();
//! assert_eq!((profile.messages, profile.bytes), (2, 2));
//! let counts = profile.nodes[0].counts(1).expect("it was there");
//! assert_eq!((counts.messages, counts.tag_bytes, counts.payload_bytes), (1, 1, 1));
//! assert_eq!(Profile::decode(&profile.encode())?, profile);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod any;
mod declared;
mod derived;
mod merge;
mod profiler;
mod shape;
mod tally;
mod values;

pub use merge::Mismatch;
pub use profiler::Profiler;

use crate::kind::Kind;
use crate::layout::Label;
use prost::Message as _;
use std::collections::BTreeMap;
use std::fmt;

/// Statistics of some messages of one type, by the use of their bytes. The file has the same bytes for any
/// order of counting and merging; `docs/profile.proto` describes it.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Profile {
    /// Always [`WHAT`].
    #[prost(string, tag = "1")]
    pub what: String,
    /// [`VERSION`].
    #[prost(uint32, tag = "2")]
    pub version: u32,
    /// Number of messages.
    #[prost(uint64, tag = "3")]
    pub messages: u64,
    /// Bytes of these messages, without framing.
    #[prost(uint64, tag = "4")]
    pub bytes: u64,
    /// The types that were met, in order of their names.
    #[prost(message, repeated, tag = "5")]
    pub types: Vec<Type>,
    /// Types in their contexts. The first is the root, and each stands before those inside of it; those in one
    /// message are in order of field numbers, then of types.
    #[prost(message, repeated, tag = "6")]
    pub nodes: Vec<Node>,
    /// The parts of the messages that were counted, by the names that the user gave them; sorted, each once.
    #[prost(string, repeated, tag = "7")]
    pub partitions: Vec<String>,
}

/// The first field of every profile.
pub const WHAT: &str = "protune profile";
/// The version of profiles that this crate reads and writes.
pub const VERSION: u32 = 2;

/// A message type, with all fields that the schema declares for it.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Type {
    /// The full name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// In order of their numbers.
    #[prost(message, repeated, tag = "3")]
    pub fields: Vec<Field>,
    /// Stands for the entries of a map.
    #[prost(bool, tag = "4")]
    pub is_map_entry: bool,
}

/// A field as the schema declares it.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Field {
    /// The number of the field.
    #[prost(uint32, tag = "1")]
    pub number: u32,
    /// The full name, if it is an extension.
    #[prost(string, tag = "2")]
    pub name: String,
    /// Number from `google.protobuf.FieldDescriptorProto.Type`.
    #[prost(uint32, tag = "3")]
    pub kind: u32,
    /// 1 implicit, 2 explicit, 3 required, 4 expanded, 5 packed, 6 a map.
    #[prost(uint32, tag = "4")]
    pub label: u32,
    /// An `extend` block declares it.
    #[prost(bool, tag = "5")]
    pub is_extension: bool,
    /// The full name of the type of a message.
    #[prost(string, tag = "6")]
    pub message: String,
    /// The name of the oneof that it is in.
    #[prost(string, tag = "7")]
    pub oneof: String,
    /// The numbers that a closed enum declares, sorted.
    #[prost(sint32, repeated, tag = "8")]
    pub closed: Vec<i32>,
}

/// A message type where it stands: below the fields that lead to it. A type that is on that way already is
/// counted there, so that recursion adds no nodes.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Node {
    /// The place in [`Profile::types`].
    #[prost(uint32, tag = "1")]
    pub ty: u32,
    /// The place of the node around it, and the number of the field there that it is in; none for the root.
    #[prost(uint32, optional, tag = "2")]
    pub parent: Option<u32>,
    /// The number of the field.
    #[prost(uint32, tag = "3")]
    pub field: u32,
    /// Number of records or frames that held such a message.
    #[prost(uint64, tag = "4")]
    pub messages: u64,
    /// Bytes of these messages, without their own tags and lengths.
    #[prost(uint64, tag = "5")]
    pub bytes: u64,
    /// The fields that were there, in order of their numbers.
    #[prost(message, repeated, tag = "6")]
    pub fields: Vec<Counts>,
    /// In order of numbers, then of wire types.
    #[prost(message, repeated, tag = "7")]
    pub unknown: Vec<Unknown>,
    /// Derivations that held in every message here, in order.
    #[prost(message, repeated, tag = "8")]
    pub derived: Vec<Derived>,
}

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
}

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
}

/// Records of a number that the type does not declare, or not with this wire type.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Unknown {
    /// The number of the field.
    #[prost(uint32, tag = "1")]
    pub number: u32,
    /// The wire type, by its number.
    #[prost(uint32, tag = "2")]
    pub wire_type: u32,
    /// Number of records.
    #[prost(uint64, tag = "3")]
    pub records: u64,
    /// Their tags.
    #[prost(uint64, tag = "4")]
    pub tag_bytes: u64,
    /// Lengths of what is length-delimited.
    #[prost(uint64, tag = "5")]
    pub length_bytes: u64,
    /// Bytes without tags and lengths.
    #[prost(uint64, tag = "6")]
    pub payload_bytes: u64,
}

/// A field that says what another says already, in every message.
#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct Derived {
    /// The number of the field.
    #[prost(uint32, tag = "1")]
    pub field: u32,
    /// 1 equal to another field, 2 the JSON name of another field, 3 the place in its list counted from 0,
    /// 4 the same from 1.
    #[prost(uint32, tag = "2")]
    pub form: u32,
    /// The number of the other field, if it is about one.
    #[prost(uint32, tag = "3")]
    pub from: u32,
    /// In how many messages it was there and so.
    #[prost(uint64, tag = "4")]
    pub holds: u64,
}

/// The forms of a [`Derived`].
pub const EQUAL: u32 = 1;
/// It is the JSON name of another field.
pub const JSON_NAME: u32 = 2;
/// It is the place in the list, from 0.
pub const POSITION: u32 = 3;
/// It is the place in the list, from 1.
pub const PLACE: u32 = 4;

/// Reason why bytes are not a usable profile.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// They are something else.
    NoProfile,
    /// Another version of protune wrote them.
    Version(u32),
    /// They are not whole, or contradict themselves.
    Damaged,
}

impl Profile {
    /// Deterministic.
    pub fn encode(&self) -> Vec<u8> {
        self.encode_to_vec()
    }

    /// Reads what was encoded.
    ///
    /// # Errors
    /// If the bytes are no profile, one of another version, or a damaged one.
    pub fn decode(bytes: &[u8]) -> Result<Profile, Unreadable> {
        let begins_so = [&[0x0A, WHAT.len() as u8], WHAT.as_bytes()].concat();
        if !bytes.starts_with(&begins_so) {
            return Err(Unreadable::NoProfile);
        }
        let head = Head::decode(bytes).map_err(|_| Unreadable::Damaged)?;
        if head.version != VERSION {
            return Err(Unreadable::Version(head.version));
        }
        let profile = <Profile as prost::Message>::decode(bytes).map_err(|_| Unreadable::Damaged)?;
        if profile.is_sound() { Ok(profile) } else { Err(Unreadable::Damaged) }
    }

    /// The type of the messages.
    pub fn root(&self) -> &Type {
        self.ty(&self.nodes[0])
    }

    /// The type of a node.
    pub fn ty(&self, node: &Node) -> &Type {
        &self.types[node.ty as usize]
    }

    /// The field that a node is in; `None` for the root.
    pub fn field_of(&self, node: &Node) -> Option<&Field> {
        self.ty(&self.nodes[node.parent? as usize]).field(node.field)
    }

    /// Returns the counts of each field over all places of its message: by the full name of the message, and
    /// the number of the field.
    pub fn totals(&self) -> BTreeMap<(&str, u32), Counts> {
        let mut totals: BTreeMap<_, Counts> = BTreeMap::new();
        for node in &self.nodes {
            for counts in &node.fields {
                totals.entry((&*self.ty(node).name, counts.number)).or_default().add(counts);
            }
        }
        totals
    }

    /// Every place is there, every node stands behind the one around it, and all are in their order.
    fn is_sound(&self) -> bool {
        let is_sound = |(at, node): (usize, &Node)| {
            let has_parent = match node.parent {
                None => at == 0,
                Some(parent) => (parent as usize) < at,
            };
            has_parent && (node.ty as usize) < self.types.len()
        };
        let fields = || self.types.iter().flat_map(|ty| &ty.fields);
        !self.nodes.is_empty()
            && self.nodes.iter().enumerate().all(is_sound)
            && self.types.iter().all(|ty| ty.fields.is_sorted_by(|a, b| a.number < b.number))
            && self.types.is_sorted_by(|a, b| a.name < b.name)
            && self.partitions.is_sorted_by(|a, b| a < b)
            && fields().all(|field| field.closed.is_sorted_by(|a, b| a < b))
            && self.nodes.iter().all(|node| node.fields.is_sorted_by(|a, b| a.number < b.number))
            && self
                .nodes
                .iter()
                .all(|node| node.fields.iter().all(|counts| self.ty(node).field(counts.number).is_some()))
    }
}

/// Start of every version.
#[derive(Clone, PartialEq, prost::Message)]
struct Head {
    #[prost(uint32, tag = "2")]
    version: u32,
}

impl Type {
    /// The field of this number.
    pub fn field(&self, number: u32) -> Option<&Field> {
        let at = self.fields.binary_search_by_key(&number, |field| field.number).ok()?;
        Some(&self.fields[at])
    }
}

impl Field {
    /// `None` only in a file that somebody else wrote.
    pub fn kind(&self) -> Option<Kind> {
        Kind::ALL.into_iter().find(|&kind| kind as u32 == self.kind)
    }

    /// `None` only in a file that somebody else wrote.
    pub fn label(&self) -> Option<Label> {
        LABELS.iter().find(|(_, number)| *number == self.label).map(|(label, _)| *label)
    }
}

const LABELS: [(Label, u32); 6] = [
    (Label::Implicit, 1),
    (Label::Explicit, 2),
    (Label::Required, 3),
    (Label::Repeated { packed: false }, 4),
    (Label::Repeated { packed: true }, 5),
    (Label::Map, 6),
];

impl Node {
    /// Returns the counts of a field here; `None` if it never occurred.
    pub fn counts(&self, number: u32) -> Option<&Counts> {
        let at = self.fields.binary_search_by_key(&number, |counts| counts.number).ok()?;
        Some(&self.fields[at])
    }
}

impl Counts {
    /// Its tags, lengths and payload.
    pub fn bytes(&self) -> u64 {
        self.tag_bytes + self.length_bytes + self.payload_bytes
    }
}

impl Unknown {
    /// Their tags, lengths and payloads.
    pub fn bytes(&self) -> u64 {
        self.tag_bytes + self.length_bytes + self.payload_bytes
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::NoProfile => f.write_str("it is no profile of protune"),
            Unreadable::Version(version) => {
                write!(f, "it is a profile of version {version}, and this protune reads version {VERSION}")
            }
            Unreadable::Damaged => f.write_str("it is damaged"),
        }
    }
}

impl std::error::Error for Unreadable {}
