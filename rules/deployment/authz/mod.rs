//! Rules about policies that allow or deny calls.

pub mod allow_all;
pub mod duplicate_rule_name;
pub mod header_invalid;
pub mod health_or_reflection_missing;
pub mod invalid;
mod parts;
pub mod pattern_never_matches;
pub mod prefix_bleeds;
pub mod rpc_in_methods;
pub mod rule_dead;
pub mod sensitive_method;
pub mod uncovered_method;
pub mod unknown_path;
