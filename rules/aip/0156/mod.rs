//! Rules of AIP-156.

pub mod forbidden_methods;
