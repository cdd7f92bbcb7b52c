//! Rules of AIP-155.

pub mod request_id_format;
