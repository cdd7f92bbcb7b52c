//! Rules of AIP-132.

pub mod http_body;
pub mod http_method;
pub mod http_uri_parent;
pub mod method_signature;
pub mod request_field_types;
pub mod request_message_name;
pub mod request_parent_behavior;
pub mod request_parent_field;
pub mod request_parent_reference;
pub mod request_parent_required;
pub mod request_parent_valid_reference;
pub mod request_required_fields;
pub mod request_show_deleted_required;
pub mod request_unknown_fields;
pub mod resource_reference_type;
pub mod response_message_name;
pub mod response_unknown_fields;
