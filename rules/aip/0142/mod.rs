//! Rules of AIP-142.

pub mod duration_offset_comment;
pub mod time_field_names;
pub mod time_field_type;
pub mod time_offset_type;
