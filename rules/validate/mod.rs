//! Rules about the annotations of protovalidate that buf does not check.

pub mod endless;
pub mod example_fails;
pub mod expression_fails;
mod finding;
pub mod never_passes;
pub mod no_effect;
pub mod oneof_member_required;
pub mod pgv;
