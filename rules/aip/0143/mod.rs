//! Rules of AIP-143.

pub mod standardized_codes;
pub mod string_type;
