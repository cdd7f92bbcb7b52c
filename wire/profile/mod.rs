//! Statistics of messages: the data, and its form in a file. Holds no value of any field, and does not count;
//! see `profiler.rs`. Some values are there as hashes; see [`Counts::sketch`] and [`Key`].
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
mod counts;
mod decimal;
mod declared;
mod derived;
mod form;
mod key;
mod merge;
mod order;
mod prefix;
mod profiler;
mod seal;
mod shape;
mod sketch;
mod sound;
mod tally;
#[cfg(test)]
mod tests;
mod values;

pub use counts::{
    Counts, Distinct, Doubles, FALLING, Integers, Lists, RISING, STRICTLY_RISING, Strings, Value, Values,
};
pub use form::Form;
pub use key::{Key, WeakKey};
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
    /// Number of the key under which single values are hashed, if they were counted.
    #[prost(fixed64, optional, tag = "8")]
    pub key: Option<u64>,
    /// Hashes were dropped, and the profile cannot be merged.
    #[prost(bool, tag = "9")]
    pub sealed: bool,
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
        // A field that comes twice counts as it comes last.
        if profile.what == WHAT && profile.is_sound() { Ok(profile) } else { Err(Unreadable::Damaged) }
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
