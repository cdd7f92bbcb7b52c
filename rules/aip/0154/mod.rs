//! Rules of AIP-154.

pub mod declarative_friendly_required;
pub mod field_type;
pub mod no_duplicate_etag;
