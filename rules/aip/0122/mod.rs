//! Rules of AIP-122.

pub mod camel_case_uris;
pub mod embedded_resource;
pub mod name_suffix;
pub mod no_self_links;
pub mod resource_collection_identifiers;
pub mod resource_id_output_only;
pub mod resource_reference_type;
