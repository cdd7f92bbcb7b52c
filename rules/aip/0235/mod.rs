//! Rules of AIP-235.

pub mod http_body;
pub mod http_method;
pub mod http_uri_suffix;
pub mod plural_method_name;
pub mod request_message_name;
pub mod request_names_behavior;
pub mod request_names_field;
pub mod request_names_reference;
pub mod request_parent_field;
pub mod request_parent_reference;
pub mod request_requests_behavior;
pub mod request_unknown_fields;
pub mod response_message_name;
pub mod response_resource_field;
