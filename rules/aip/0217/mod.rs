//! Rules of AIP-217.

pub mod return_partial_success_type;
pub mod return_partial_success_with_unreachable;
pub mod synonyms;
pub mod unreachable_field_type;
