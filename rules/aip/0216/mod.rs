//! Rules of AIP-216.

pub mod nesting;
pub mod state_field_output_only;
pub mod synonyms;
pub mod value_synonyms;
