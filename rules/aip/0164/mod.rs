//! Rules of AIP-164.

pub mod http_body;
pub mod http_method;
pub mod http_uri_suffix;
pub mod request_message_name;
pub mod request_name_behavior;
pub mod request_name_field;
pub mod request_name_reference;
pub mod request_unknown_fields;
pub mod resource_expire_time_field;
pub mod response_lro;
pub mod response_message_name;
