//! Bytes on the wire, as far as the schema alone shows them.

pub mod unpacked_repeated;
