//! Rules of AIP-159.

pub mod hardcoded_hyphen;
