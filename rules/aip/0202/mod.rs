//! Rules of AIP-202.

pub mod string_only_format;
