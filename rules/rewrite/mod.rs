//! Other encodings of the same data that take fewer bytes according to a profile. A room proposes; the engine measures
//! what a proposal saves, and whether it holds for every message.

pub mod delimited;
pub mod derived;
pub mod expand;
pub mod float;
pub mod integer;
pub mod never_present;
pub mod pack;
pub mod renumber;
pub mod text_as_bytes;
pub mod wrapper;
