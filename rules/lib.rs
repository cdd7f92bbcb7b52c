//! Rules about schemas, one room for each. A room is two files, `<rule>.rs` with the check and `<rule>.md` with the page.
//! They contain everything about the rule, except for its line in this file, which `BLESS=1` writes.
//!
//! Pure, like the compiler: a rule reads the schema, decides, and reports.
#![deny(clippy::disallowed_methods)]

pub mod breaking;
mod casing;
mod catalog;
mod comments;
mod context;
pub mod contracts;
mod edits;
mod features;
pub mod google;
pub mod lint;
mod listing;
mod module;
mod needs;
mod options;
mod package_graph;
mod package_option;
mod package_version;
mod packing;
mod pair;
pub mod proposal;
mod renames;
pub mod reshape;
pub mod rewrite;
mod room;
mod rpc_messages;
mod rule;
mod scalars;
pub mod size;
mod suppression;
mod wrappers;

pub use catalog::{Catalog, Taken};
pub use context::{FileContext, Findings, ModuleContext, PairContext, Terms};
pub use module::{Group, MessageUse, Module, Role, directory};
pub use needs::Needs;
pub use options::{Default, Options, RuleOption, Setting};
pub use package_version::is_unstable_package;
pub use pair::{Both, Gone, Pair};
pub use room::{Brought, Buf, Check, InBuf, Room, Wing};
pub use rule::{Rule, Run};
pub use suppression::{Flaw, Meaning, Name, Removal, Style, Suppression, SuppressionContext};

/// All rooms, in order of the ids of their rules.
static ROOMS: &[&Room] = &[
    &breaking::comment_changed::RULE,
    &lint::comment_enum::RULE,
    &lint::comment_enum_value::RULE,
    &lint::comment_field::RULE,
    &lint::comment_message::RULE,
    &lint::comment_oneof::RULE,
    &lint::comment_rpc::RULE,
    &lint::comment_service::RULE,
    &lint::directory_same_package::RULE,
    &breaking::enum_added::RULE,
    &lint::enum_first_value_zero::RULE,
    &lint::enum_no_allow_alias::RULE,
    &breaking::enum_no_delete::RULE,
    &lint::enum_pascal_case::RULE,
    &breaking::enum_same_json_format::RULE,
    &breaking::enum_same_type::RULE,
    &breaking::enum_value_added::RULE,
    &breaking::enum_value_no_delete::RULE,
    &breaking::enum_value_no_delete_unless_name_reserved::RULE,
    &breaking::enum_value_no_delete_unless_number_reserved::RULE,
    &lint::enum_value_prefix::RULE,
    &breaking::enum_value_same_name::RULE,
    &lint::enum_value_upper_snake_case::RULE,
    &lint::enum_zero_value_suffix::RULE,
    &breaking::extension_added::RULE,
    &breaking::extension_message_no_delete::RULE,
    &breaking::extension_no_delete::RULE,
    &breaking::field_added::RULE,
    &lint::field_lower_snake_case::RULE,
    &lint::field_not_required::RULE,
    &breaking::field_no_become_required::RULE,
    &breaking::field_no_delete::RULE,
    &breaking::field_no_delete_unless_name_reserved::RULE,
    &breaking::field_no_delete_unless_number_reserved::RULE,
    &lint::field_no_descriptor::RULE,
    &lint::field_number_order::RULE,
    &breaking::field_same_cardinality::RULE,
    &breaking::field_same_cpp_string_type::RULE,
    &breaking::field_same_default::RULE,
    &breaking::field_same_java_utf8_validation::RULE,
    &breaking::field_same_json_name::RULE,
    &breaking::field_same_jstype::RULE,
    &breaking::field_same_name::RULE,
    &breaking::field_same_oneof::RULE,
    &breaking::field_same_resource_reference::RULE,
    &breaking::field_same_type::RULE,
    &breaking::field_same_utf8_validation::RULE,
    &breaking::field_wire_compatible_cardinality::RULE,
    &breaking::field_wire_compatible_type::RULE,
    &breaking::field_wire_json_compatible_cardinality::RULE,
    &breaking::field_wire_json_compatible_type::RULE,
    &breaking::file_added::RULE,
    &lint::file_lower_snake_case::RULE,
    &breaking::file_no_delete::RULE,
    &breaking::file_same_cc_enable_arenas::RULE,
    &breaking::file_same_cc_generic_services::RULE,
    &breaking::file_same_csharp_namespace::RULE,
    &breaking::file_same_go_package::RULE,
    &breaking::file_same_java_generic_services::RULE,
    &breaking::file_same_java_multiple_files::RULE,
    &breaking::file_same_java_outer_classname::RULE,
    &breaking::file_same_java_package::RULE,
    &breaking::file_same_objc_class_prefix::RULE,
    &breaking::file_same_optimize_for::RULE,
    &breaking::file_same_package::RULE,
    &breaking::file_same_php_class_prefix::RULE,
    &breaking::file_same_php_metadata_namespace::RULE,
    &breaking::file_same_php_namespace::RULE,
    &breaking::file_same_py_generic_services::RULE,
    &breaking::file_same_ruby_package::RULE,
    &breaking::file_same_swift_prefix::RULE,
    &breaking::file_same_syntax::RULE,
    &lint::import_no_public::RULE,
    &lint::import_used::RULE,
    &breaking::message_added::RULE,
    &breaking::message_no_delete::RULE,
    &breaking::message_no_remove_standard_descriptor_accessor::RULE,
    &lint::message_pascal_case::RULE,
    &breaking::message_same_json_format::RULE,
    &breaking::message_same_required_fields::RULE,
    &breaking::oneof_added::RULE,
    &lint::oneof_lower_snake_case::RULE,
    &breaking::oneof_no_delete::RULE,
    &lint::oneof_single_field::RULE,
    &breaking::option_added::RULE,
    &breaking::option_no_delete::RULE,
    &breaking::option_same_value::RULE,
    &lint::package_defined::RULE,
    &lint::package_directory_match::RULE,
    &breaking::package_enum_no_delete::RULE,
    &breaking::package_extension_no_delete::RULE,
    &lint::package_lower_snake_case::RULE,
    &breaking::package_message_no_delete::RULE,
    &breaking::package_no_delete::RULE,
    &lint::package_no_import_cycle::RULE,
    &lint::package_same_csharp_namespace::RULE,
    &lint::package_same_directory::RULE,
    &lint::package_same_go_package::RULE,
    &lint::package_same_java_multiple_files::RULE,
    &lint::package_same_java_package::RULE,
    &lint::package_same_php_namespace::RULE,
    &lint::package_same_ruby_package::RULE,
    &lint::package_same_swift_prefix::RULE,
    &breaking::package_service_no_delete::RULE,
    &lint::package_version_suffix::RULE,
    &breaking::reserved_enum_no_delete::RULE,
    &breaking::reserved_message_no_delete::RULE,
    &reshape::affix::RULE,
    &reshape::columns::RULE,
    &reshape::default::RULE,
    &reshape::delta::RULE,
    &reshape::equal::RULE,
    &reshape::inline::RULE,
    &reshape::map_as_message::RULE,
    &reshape::message_table::RULE,
    &reshape::number::RULE,
    &reshape::scaled::RULE,
    &reshape::string_table::RULE,
    &reshape::template::RULE,
    &reshape::text_as_enum::RULE,
    &reshape::text_as_number::RULE,
    &reshape::time::RULE,
    &breaking::resource_same_patterns::RULE,
    &rewrite::delimited::RULE,
    &rewrite::derived::RULE,
    &rewrite::expand::RULE,
    &rewrite::float::RULE,
    &rewrite::integer::RULE,
    &rewrite::never_present::RULE,
    &rewrite::pack::RULE,
    &rewrite::renumber::RULE,
    &rewrite::text_as_bytes::RULE,
    &rewrite::wrapper::RULE,
    &breaking::rpc_added::RULE,
    &lint::rpc_no_client_streaming::RULE,
    &breaking::rpc_no_delete::RULE,
    &lint::rpc_no_server_streaming::RULE,
    &lint::rpc_pascal_case::RULE,
    &lint::rpc_request_response_unique::RULE,
    &lint::rpc_request_standard_name::RULE,
    &lint::rpc_response_standard_name::RULE,
    &breaking::rpc_same_client_streaming::RULE,
    &breaking::rpc_same_http_bindings::RULE,
    &breaking::rpc_same_idempotency_level::RULE,
    &breaking::rpc_same_request_type::RULE,
    &breaking::rpc_same_response_type::RULE,
    &breaking::rpc_same_server_streaming::RULE,
    &breaking::service_added::RULE,
    &breaking::service_no_delete::RULE,
    &lint::service_pascal_case::RULE,
    &lint::service_suffix::RULE,
    &size::boxed_element::RULE,
    &size::late_frequent_field::RULE,
    &size::long_tag::RULE,
    &size::map_key_in_value::RULE,
    &size::oneof_same_type::RULE,
    &size::random_varint::RULE,
    &size::signed_varint::RULE,
    &size::text_for_bytes::RULE,
    &size::unpacked_repeated::RULE,
    &size::wrapper_type::RULE,
    &lint::stable_package_no_import_unstable::RULE,
    &lint::suppression_unknown_rule::RULE,
    &lint::suppression_unused::RULE,
    &lint::suppression_without_reason::RULE,
    &lint::syntax_specified::RULE,
];
