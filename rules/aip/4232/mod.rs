//! Rules of AIP-4232.

pub mod repeated_fields;
pub mod required_fields;
