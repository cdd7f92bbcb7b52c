//! Rules of AIP-124.

pub mod reference_same_package;
