//! Rules of AIP-203.

pub mod field_behavior_required;
pub mod resource_identifier_only;
pub mod resource_name_identifier;
pub mod unordered_list_repeated;
