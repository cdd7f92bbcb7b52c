//! Rules of AIP-214.

pub mod resource_expiry;
pub mod ttl_type;
