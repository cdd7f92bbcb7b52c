//! Rules of AIP-157.

pub mod request_read_mask_field;
