//! Rules of AIP-160.

pub mod filter_field_name;
pub mod filter_field_type;
