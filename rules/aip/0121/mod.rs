//! Rules of AIP-121.

pub mod no_mutable_cycles;
pub mod resource_must_support_get;
pub mod resource_must_support_list;
