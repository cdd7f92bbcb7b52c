//! Rules of AIP-126.

pub mod unspecified;
pub mod upper_snake_values;
