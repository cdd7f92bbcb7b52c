//! Rules of AIP-215.

pub mod foreign_type_reference;
pub mod versioned_packages;
