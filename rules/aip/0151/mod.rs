//! Rules of AIP-151.

pub mod lro_metadata_reachable;
pub mod lro_metadata_type;
pub mod lro_response_reachable;
pub mod lro_response_type;
pub mod operation_info;
pub mod response_unary;
