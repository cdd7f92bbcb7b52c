//! Rules of AIP-135.

pub mod force_field;
pub mod http_body;
pub mod http_method;
pub mod http_uri_name;
pub mod method_signature;
pub mod request_force_field;
pub mod request_message_name;
pub mod request_name_behavior;
pub mod request_name_field;
pub mod request_name_reference;
pub mod request_name_required;
pub mod request_required_fields;
pub mod request_unknown_fields;
pub mod response_lro;
pub mod response_message_name;
