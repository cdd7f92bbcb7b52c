//! Real messages from files: found, unpacked, separated, and handed to threads in batches. Memory is bounded
//! whatever the files hold. Knows the bytes of messages, and not what anybody does with them.

mod batch;
mod detect;
mod files;
mod fold;
mod form;
mod frames;
mod json;
mod pbf;
mod reading;
mod strip;

pub use files::reason;
pub use fold::{Damaged, Folded, each_in_order, fold};
pub use json::{Json, SameJson};
pub use reading::Reading;
pub use strip::Strip;

use std::fmt;

/// Framing of the messages in a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Framing {
    /// The file is one message.
    Single,
    /// Each behind its length, a varint.
    Delimited,
    /// Each behind a byte, which says whether it is compressed, and its length in four.
    Grpc,
    /// Each behind its length in four bytes.
    U32be,
    /// Records of TensorFlow, with checksums.
    Tfrecord,
    /// Blobs of a map of OpenStreetMap.
    Pbf,
    /// ProtoJSON, one value after the other.
    Json,
}

impl Framing {
    pub fn name(self) -> &'static str {
        match self {
            Framing::Single => "single",
            Framing::Delimited => "delimited",
            Framing::Grpc => "grpc",
            Framing::U32be => "u32be",
            Framing::Tfrecord => "tfrecord",
            Framing::Pbf => "pbf",
            Framing::Json => "json",
        }
    }
}

impl fmt::Display for Framing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The format has none that is larger, in bytes.
pub const MAX_MESSAGE: usize = (2 << 30) - 1;
