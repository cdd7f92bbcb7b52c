//! Rules of AIP-127.

pub mod http_annotation;
pub mod http_template_pattern;
pub mod http_template_syntax;
pub mod resource_name_extraction;
pub mod uri_leading_slash;
