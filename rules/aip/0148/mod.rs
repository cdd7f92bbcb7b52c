//! Rules of AIP-148.

pub mod declarative_friendly_fields;
pub mod field_behavior;
pub mod human_names;
pub mod ip_address_format;
pub mod uid_format;
pub mod use_uid;
