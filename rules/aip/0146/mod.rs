//! Rules of AIP-146.

pub mod any;
