//! Rules of AIP-123.

pub mod duplicate_resource;
pub mod name_never_optional;
pub mod resource_annotation;
pub mod resource_definition_pattern;
pub mod resource_definition_type_name;
pub mod resource_definition_variables;
pub mod resource_name_components_alternate;
pub mod resource_name_field;
pub mod resource_pattern;
pub mod resource_pattern_plural;
pub mod resource_pattern_singular;
pub mod resource_plural;
pub mod resource_reference_type;
pub mod resource_singular;
pub mod resource_type_message;
pub mod resource_type_name;
pub mod resource_variables;
