//! Rules of AIP-141.

pub mod count_suffix;
pub mod forbidden_types;
