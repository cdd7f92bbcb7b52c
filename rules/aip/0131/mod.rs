//! Rules of AIP-131.

pub mod http_body;
pub mod http_method;
pub mod http_uri_name;
pub mod method_signature;
pub mod request_message_name;
pub mod request_name_behavior;
pub mod request_name_field;
pub mod request_name_reference;
pub mod request_name_reference_type;
pub mod request_name_required;
pub mod request_required_fields;
pub mod request_unknown_fields;
pub mod response_message_name;
pub mod synonyms;
