//! Rules of AIP-190.

pub mod message_case;
pub mod method_case;
pub mod service_case;
