//! Rules of AIP-133.

pub mod http_body;
pub mod http_method;
pub mod http_uri_parent;
pub mod http_uri_resource;
pub mod method_signature;
pub mod request_id_field;
pub mod request_message_name;
pub mod request_parent_behavior;
pub mod request_parent_field;
pub mod request_parent_reference;
pub mod request_parent_required;
pub mod request_required_fields;
pub mod request_required_fields_types;
pub mod request_resource_behavior;
pub mod request_resource_field;
pub mod request_unknown_fields;
pub mod resource_reference_type;
pub mod response_lro;
pub mod response_message_name;
pub mod synonyms;
