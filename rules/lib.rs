//! What we think of a schema: one rule, one room. A room is two files side by side, `<rule>.rs` with
//! the check and `<rule>.md` with the page; nothing about a rule stands elsewhere, save its line here.
//!
//! Pure, like the compiler: a rule reads the schema, decides, and reports.
#![deny(clippy::disallowed_methods)]

mod casing;
mod comments;
mod edits;
mod features;
pub mod lint;
mod listing;
mod module;
mod options;
mod package_graph;
mod package_option;
mod package_version;
mod renames;
mod rpc_messages;
mod rule;
pub mod size;
mod suppression;

pub use module::{Group, Module, directory};
pub use options::{Default, Options, RuleOption, Setting};
pub use rule::{Check, FileContext, Findings, ModuleContext, Rule, Terms, Wing};
pub use suppression::{Flaw, Meaning, Name, Removal, Style, Suppression, SuppressionContext};

/// All rules, in order of their ids.
pub static RULES: &[&Rule] = &[
    &lint::comment_enum::RULE,
    &lint::comment_enum_value::RULE,
    &lint::comment_field::RULE,
    &lint::comment_message::RULE,
    &lint::comment_oneof::RULE,
    &lint::comment_rpc::RULE,
    &lint::comment_service::RULE,
    &lint::directory_same_package::RULE,
    &lint::enum_first_value_zero::RULE,
    &lint::enum_no_allow_alias::RULE,
    &lint::enum_pascal_case::RULE,
    &lint::enum_value_prefix::RULE,
    &lint::enum_value_upper_snake_case::RULE,
    &lint::enum_zero_value_suffix::RULE,
    &lint::field_lower_snake_case::RULE,
    &lint::field_not_required::RULE,
    &lint::field_no_descriptor::RULE,
    &lint::field_number_order::RULE,
    &lint::file_lower_snake_case::RULE,
    &lint::import_no_public::RULE,
    &lint::import_used::RULE,
    &lint::message_pascal_case::RULE,
    &lint::oneof_lower_snake_case::RULE,
    &lint::oneof_single_field::RULE,
    &lint::package_defined::RULE,
    &lint::package_directory_match::RULE,
    &lint::package_lower_snake_case::RULE,
    &lint::package_no_import_cycle::RULE,
    &lint::package_same_csharp_namespace::RULE,
    &lint::package_same_directory::RULE,
    &lint::package_same_go_package::RULE,
    &lint::package_same_java_multiple_files::RULE,
    &lint::package_same_java_package::RULE,
    &lint::package_same_php_namespace::RULE,
    &lint::package_same_ruby_package::RULE,
    &lint::package_same_swift_prefix::RULE,
    &lint::package_version_suffix::RULE,
    &lint::rpc_no_client_streaming::RULE,
    &lint::rpc_no_server_streaming::RULE,
    &lint::rpc_pascal_case::RULE,
    &lint::rpc_request_response_unique::RULE,
    &lint::rpc_request_standard_name::RULE,
    &lint::rpc_response_standard_name::RULE,
    &lint::service_pascal_case::RULE,
    &lint::service_suffix::RULE,
    &size::unpacked_repeated::RULE,
    &lint::stable_package_no_import_unstable::RULE,
    &lint::suppression_unknown_rule::RULE,
    &lint::suppression_unused::RULE,
    &lint::suppression_without_reason::RULE,
    &lint::syntax_specified::RULE,
];

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// The rules that run when nobody chose any: buf's `STANDARD`, and those of ours that say so.
pub fn defaults() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().filter(|rule| rule.is_default())
}
