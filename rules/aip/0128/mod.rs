//! Rules of AIP-128.

pub mod resource_annotations_field;
pub mod resource_reconciling_behavior;
pub mod resource_reconciling_field;
