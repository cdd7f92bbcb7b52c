//! Rules of AIP-165.

pub mod http_body;
pub mod http_method;
pub mod http_parent_variable;
pub mod http_uri_suffix;
pub mod request_filter_behavior;
pub mod request_filter_field;
pub mod request_force_field;
pub mod request_message_name;
pub mod request_parent_behavior;
pub mod request_parent_field;
pub mod request_parent_reference;
pub mod response_message_name;
pub mod response_purge_count_field;
pub mod response_purge_sample_field;
pub mod response_purge_sample_reference;
