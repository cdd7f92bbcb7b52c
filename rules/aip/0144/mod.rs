//! Rules of AIP-144.

pub mod http_body;
pub mod http_method;
pub mod request_message_name;
