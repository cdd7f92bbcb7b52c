//! Rules of AIP-134.

pub mod http_body;
pub mod http_method;
pub mod http_uri_name;
pub mod method_signature;
pub mod request_allow_missing_field;
pub mod request_mask_field;
pub mod request_mask_required;
pub mod request_message_name;
pub mod request_required_fields;
pub mod request_resource_field;
pub mod request_resource_required;
pub mod request_unknown_fields;
pub mod response_lro;
pub mod response_message_name;
pub mod synonyms;
pub mod update_mask_optional_behavior;
