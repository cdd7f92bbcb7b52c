//! Rules of AIP-163.

pub mod declarative_friendly_required;
pub mod synonyms;
