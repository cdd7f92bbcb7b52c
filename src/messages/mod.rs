//! Real messages from files: found, unpacked, separated, and handed to threads in batches. Memory is bounded
//! whatever the files hold. Knows the bytes of messages, and not what anybody does with them.

mod batch;
mod detect;
mod files;
mod fold;
mod frames;
mod json;

pub use files::reason;
pub use fold::{Folded, Reading, fold};
pub use json::Json;

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
    /// ProtoJSON, one value after the other.
    Json,
}

impl Framing {
    pub fn name(self) -> &'static str {
        match self {
            Framing::Single => "single",
            Framing::Delimited => "delimited",
            Framing::Grpc => "grpc",
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
