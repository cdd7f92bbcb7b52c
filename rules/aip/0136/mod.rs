//! Rules of AIP-136.

pub mod declarative_standard_methods_only;
pub mod http_body;
pub mod http_method;
pub mod http_uri_suffix;
pub mod prepositions;
pub mod request_message_name;
pub mod response_message_name;
pub mod verb_noun;
