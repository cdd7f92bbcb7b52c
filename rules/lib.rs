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
pub mod deployed;
pub mod deployment;
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

/// All rooms with their paths, in order of the ids of their rules.
static ROOMS: &[(&str, &Room)] = &[
    ("breaking/comment_changed", &breaking::comment_changed::RULE),
    ("lint/comment_enum", &lint::comment_enum::RULE),
    ("lint/comment_enum_value", &lint::comment_enum_value::RULE),
    ("lint/comment_field", &lint::comment_field::RULE),
    ("lint/comment_message", &lint::comment_message::RULE),
    ("lint/comment_oneof", &lint::comment_oneof::RULE),
    ("lint/comment_rpc", &lint::comment_rpc::RULE),
    ("lint/comment_service", &lint::comment_service::RULE),
    ("lint/directory_same_package", &lint::directory_same_package::RULE),
    ("deployment/endpoints/backend_scheme", &deployment::endpoints::backend_scheme::RULE),
    ("deployment/endpoints/bad_wildcard", &deployment::endpoints::bad_wildcard::RULE),
    ("deployment/endpoints/empty_selector", &deployment::endpoints::empty_selector::RULE),
    ("deployment/endpoints/method_without_auth", &deployment::endpoints::method_without_auth::RULE),
    ("deployment/endpoints/method_without_backend", &deployment::endpoints::method_without_backend::RULE),
    ("deployment/endpoints/provider_insecure", &deployment::endpoints::provider_insecure::RULE),
    ("deployment/endpoints/provider_unknown", &deployment::endpoints::provider_unknown::RULE),
    ("deployment/endpoints/provider_unused", &deployment::endpoints::provider_unused::RULE),
    ("deployment/endpoints/quota_metric_unknown", &deployment::endpoints::quota_metric_unknown::RULE),
    ("deployment/endpoints/rule_outside_apis", &deployment::endpoints::rule_outside_apis::RULE),
    ("deployment/endpoints/rule_overridden", &deployment::endpoints::rule_overridden::RULE),
    ("deployment/endpoints/service_not_listed", &deployment::endpoints::service_not_listed::RULE),
    ("deployment/endpoints/unauthenticated_write", &deployment::endpoints::unauthenticated_write::RULE),
    ("deployment/endpoints/unknown_api", &deployment::endpoints::unknown_api::RULE),
    ("deployment/endpoints/unknown_package", &deployment::endpoints::unknown_package::RULE),
    ("deployment/endpoints/unknown_selector", &deployment::endpoints::unknown_selector::RULE),
    ("deployment/endpoints/unknown_type", &deployment::endpoints::unknown_type::RULE),
    ("deployment/endpoints/yaml", &deployment::endpoints::yaml::RULE),
    ("breaking/enum_added", &breaking::enum_added::RULE),
    ("lint/enum_first_value_zero", &lint::enum_first_value_zero::RULE),
    ("lint/enum_no_allow_alias", &lint::enum_no_allow_alias::RULE),
    ("breaking/enum_no_delete", &breaking::enum_no_delete::RULE),
    ("lint/enum_pascal_case", &lint::enum_pascal_case::RULE),
    ("breaking/enum_same_json_format", &breaking::enum_same_json_format::RULE),
    ("breaking/enum_same_type", &breaking::enum_same_type::RULE),
    ("breaking/enum_value_added", &breaking::enum_value_added::RULE),
    ("breaking/enum_value_no_delete", &breaking::enum_value_no_delete::RULE),
    (
        "breaking/enum_value_no_delete_unless_name_reserved",
        &breaking::enum_value_no_delete_unless_name_reserved::RULE,
    ),
    (
        "breaking/enum_value_no_delete_unless_number_reserved",
        &breaking::enum_value_no_delete_unless_number_reserved::RULE,
    ),
    ("lint/enum_value_prefix", &lint::enum_value_prefix::RULE),
    ("breaking/enum_value_same_name", &breaking::enum_value_same_name::RULE),
    ("lint/enum_value_upper_snake_case", &lint::enum_value_upper_snake_case::RULE),
    ("lint/enum_zero_value_suffix", &lint::enum_zero_value_suffix::RULE),
    ("breaking/extension_added", &breaking::extension_added::RULE),
    ("breaking/extension_message_no_delete", &breaking::extension_message_no_delete::RULE),
    ("breaking/extension_no_delete", &breaking::extension_no_delete::RULE),
    ("breaking/field_added", &breaking::field_added::RULE),
    ("lint/field_lower_snake_case", &lint::field_lower_snake_case::RULE),
    ("lint/field_not_required", &lint::field_not_required::RULE),
    ("breaking/field_no_become_required", &breaking::field_no_become_required::RULE),
    ("breaking/field_no_delete", &breaking::field_no_delete::RULE),
    ("breaking/field_no_delete_unless_name_reserved", &breaking::field_no_delete_unless_name_reserved::RULE),
    (
        "breaking/field_no_delete_unless_number_reserved",
        &breaking::field_no_delete_unless_number_reserved::RULE,
    ),
    ("lint/field_no_descriptor", &lint::field_no_descriptor::RULE),
    ("lint/field_number_order", &lint::field_number_order::RULE),
    ("breaking/field_same_cardinality", &breaking::field_same_cardinality::RULE),
    ("breaking/field_same_cpp_string_type", &breaking::field_same_cpp_string_type::RULE),
    ("breaking/field_same_default", &breaking::field_same_default::RULE),
    ("breaking/field_same_java_utf8_validation", &breaking::field_same_java_utf8_validation::RULE),
    ("breaking/field_same_json_name", &breaking::field_same_json_name::RULE),
    ("breaking/field_same_jstype", &breaking::field_same_jstype::RULE),
    ("breaking/field_same_name", &breaking::field_same_name::RULE),
    ("breaking/field_same_oneof", &breaking::field_same_oneof::RULE),
    ("breaking/field_same_resource_reference", &breaking::field_same_resource_reference::RULE),
    ("breaking/field_same_type", &breaking::field_same_type::RULE),
    ("breaking/field_same_utf8_validation", &breaking::field_same_utf8_validation::RULE),
    ("breaking/field_wire_compatible_cardinality", &breaking::field_wire_compatible_cardinality::RULE),
    ("breaking/field_wire_compatible_type", &breaking::field_wire_compatible_type::RULE),
    (
        "breaking/field_wire_json_compatible_cardinality",
        &breaking::field_wire_json_compatible_cardinality::RULE,
    ),
    ("breaking/field_wire_json_compatible_type", &breaking::field_wire_json_compatible_type::RULE),
    ("breaking/file_added", &breaking::file_added::RULE),
    ("lint/file_lower_snake_case", &lint::file_lower_snake_case::RULE),
    ("breaking/file_no_delete", &breaking::file_no_delete::RULE),
    ("breaking/file_same_cc_enable_arenas", &breaking::file_same_cc_enable_arenas::RULE),
    ("breaking/file_same_cc_generic_services", &breaking::file_same_cc_generic_services::RULE),
    ("breaking/file_same_csharp_namespace", &breaking::file_same_csharp_namespace::RULE),
    ("breaking/file_same_go_package", &breaking::file_same_go_package::RULE),
    ("breaking/file_same_java_generic_services", &breaking::file_same_java_generic_services::RULE),
    ("breaking/file_same_java_multiple_files", &breaking::file_same_java_multiple_files::RULE),
    ("breaking/file_same_java_outer_classname", &breaking::file_same_java_outer_classname::RULE),
    ("breaking/file_same_java_package", &breaking::file_same_java_package::RULE),
    ("breaking/file_same_objc_class_prefix", &breaking::file_same_objc_class_prefix::RULE),
    ("breaking/file_same_optimize_for", &breaking::file_same_optimize_for::RULE),
    ("breaking/file_same_package", &breaking::file_same_package::RULE),
    ("breaking/file_same_php_class_prefix", &breaking::file_same_php_class_prefix::RULE),
    ("breaking/file_same_php_metadata_namespace", &breaking::file_same_php_metadata_namespace::RULE),
    ("breaking/file_same_php_namespace", &breaking::file_same_php_namespace::RULE),
    ("breaking/file_same_py_generic_services", &breaking::file_same_py_generic_services::RULE),
    ("breaking/file_same_ruby_package", &breaking::file_same_ruby_package::RULE),
    ("breaking/file_same_swift_prefix", &breaking::file_same_swift_prefix::RULE),
    ("breaking/file_same_syntax", &breaking::file_same_syntax::RULE),
    ("lint/import_no_public", &lint::import_no_public::RULE),
    ("lint/import_used", &lint::import_used::RULE),
    ("breaking/message_added", &breaking::message_added::RULE),
    ("breaking/message_no_delete", &breaking::message_no_delete::RULE),
    (
        "breaking/message_no_remove_standard_descriptor_accessor",
        &breaking::message_no_remove_standard_descriptor_accessor::RULE,
    ),
    ("lint/message_pascal_case", &lint::message_pascal_case::RULE),
    ("breaking/message_same_json_format", &breaking::message_same_json_format::RULE),
    ("breaking/message_same_required_fields", &breaking::message_same_required_fields::RULE),
    ("breaking/oneof_added", &breaking::oneof_added::RULE),
    ("lint/oneof_lower_snake_case", &lint::oneof_lower_snake_case::RULE),
    ("breaking/oneof_no_delete", &breaking::oneof_no_delete::RULE),
    ("lint/oneof_single_field", &lint::oneof_single_field::RULE),
    ("breaking/option_added", &breaking::option_added::RULE),
    ("breaking/option_no_delete", &breaking::option_no_delete::RULE),
    ("breaking/option_same_value", &breaking::option_same_value::RULE),
    ("lint/package_defined", &lint::package_defined::RULE),
    ("lint/package_directory_match", &lint::package_directory_match::RULE),
    ("breaking/package_enum_no_delete", &breaking::package_enum_no_delete::RULE),
    ("breaking/package_extension_no_delete", &breaking::package_extension_no_delete::RULE),
    ("lint/package_lower_snake_case", &lint::package_lower_snake_case::RULE),
    ("breaking/package_message_no_delete", &breaking::package_message_no_delete::RULE),
    ("breaking/package_no_delete", &breaking::package_no_delete::RULE),
    ("lint/package_no_import_cycle", &lint::package_no_import_cycle::RULE),
    ("lint/package_same_csharp_namespace", &lint::package_same_csharp_namespace::RULE),
    ("lint/package_same_directory", &lint::package_same_directory::RULE),
    ("lint/package_same_go_package", &lint::package_same_go_package::RULE),
    ("lint/package_same_java_multiple_files", &lint::package_same_java_multiple_files::RULE),
    ("lint/package_same_java_package", &lint::package_same_java_package::RULE),
    ("lint/package_same_php_namespace", &lint::package_same_php_namespace::RULE),
    ("lint/package_same_ruby_package", &lint::package_same_ruby_package::RULE),
    ("lint/package_same_swift_prefix", &lint::package_same_swift_prefix::RULE),
    ("breaking/package_service_no_delete", &breaking::package_service_no_delete::RULE),
    ("lint/package_version_suffix", &lint::package_version_suffix::RULE),
    ("breaking/reserved_enum_no_delete", &breaking::reserved_enum_no_delete::RULE),
    ("breaking/reserved_message_no_delete", &breaking::reserved_message_no_delete::RULE),
    ("reshape/affix", &reshape::affix::RULE),
    ("reshape/columns", &reshape::columns::RULE),
    ("reshape/default", &reshape::default::RULE),
    ("reshape/delta", &reshape::delta::RULE),
    ("reshape/equal", &reshape::equal::RULE),
    ("reshape/inline", &reshape::inline::RULE),
    ("reshape/map_as_message", &reshape::map_as_message::RULE),
    ("reshape/message_table", &reshape::message_table::RULE),
    ("reshape/number", &reshape::number::RULE),
    ("reshape/scaled", &reshape::scaled::RULE),
    ("reshape/string_table", &reshape::string_table::RULE),
    ("reshape/text_as_enum", &reshape::text_as_enum::RULE),
    ("reshape/text_as_number", &reshape::text_as_number::RULE),
    ("reshape/time", &reshape::time::RULE),
    ("breaking/resource_same_patterns", &breaking::resource_same_patterns::RULE),
    ("rewrite/delimited", &rewrite::delimited::RULE),
    ("rewrite/derived", &rewrite::derived::RULE),
    ("rewrite/expand", &rewrite::expand::RULE),
    ("rewrite/float", &rewrite::float::RULE),
    ("rewrite/integer", &rewrite::integer::RULE),
    ("rewrite/never_present", &rewrite::never_present::RULE),
    ("rewrite/pack", &rewrite::pack::RULE),
    ("rewrite/renumber", &rewrite::renumber::RULE),
    ("rewrite/text_as_bytes", &rewrite::text_as_bytes::RULE),
    ("rewrite/wrapper", &rewrite::wrapper::RULE),
    ("breaking/rpc_added", &breaking::rpc_added::RULE),
    ("lint/rpc_no_client_streaming", &lint::rpc_no_client_streaming::RULE),
    ("breaking/rpc_no_delete", &breaking::rpc_no_delete::RULE),
    ("lint/rpc_no_server_streaming", &lint::rpc_no_server_streaming::RULE),
    ("lint/rpc_pascal_case", &lint::rpc_pascal_case::RULE),
    ("lint/rpc_request_response_unique", &lint::rpc_request_response_unique::RULE),
    ("lint/rpc_request_standard_name", &lint::rpc_request_standard_name::RULE),
    ("lint/rpc_response_standard_name", &lint::rpc_response_standard_name::RULE),
    ("breaking/rpc_same_client_streaming", &breaking::rpc_same_client_streaming::RULE),
    ("breaking/rpc_same_http_bindings", &breaking::rpc_same_http_bindings::RULE),
    ("breaking/rpc_same_idempotency_level", &breaking::rpc_same_idempotency_level::RULE),
    ("breaking/rpc_same_request_type", &breaking::rpc_same_request_type::RULE),
    ("breaking/rpc_same_response_type", &breaking::rpc_same_response_type::RULE),
    ("breaking/rpc_same_server_streaming", &breaking::rpc_same_server_streaming::RULE),
    ("breaking/service_added", &breaking::service_added::RULE),
    ("deployment/service_config/backoff", &deployment::service_config::backoff::RULE),
    ("deployment/service_config/duplicate_name", &deployment::service_config::duplicate_name::RULE),
    ("deployment/service_config/duration_invalid", &deployment::service_config::duration_invalid::RULE),
    ("deployment/service_config/entry_replaces", &deployment::service_config::entry_replaces::RULE),
    (
        "deployment/service_config/entry_replaces_retry",
        &deployment::service_config::entry_replaces_retry::RULE,
    ),
    (
        "deployment/service_config/health_service_unknown",
        &deployment::service_config::health_service_unknown::RULE,
    ),
    ("deployment/service_config/hedging", &deployment::service_config::hedging::RULE),
    ("deployment/service_config/hedging_invalid", &deployment::service_config::hedging_invalid::RULE),
    ("deployment/service_config/json", &deployment::service_config::json::RULE),
    ("deployment/service_config/lb_invalid", &deployment::service_config::lb_invalid::RULE),
    ("deployment/service_config/max_attempts_capped", &deployment::service_config::max_attempts_capped::RULE),
    (
        "deployment/service_config/method_without_service",
        &deployment::service_config::method_without_service::RULE,
    ),
    ("deployment/service_config/name_missing", &deployment::service_config::name_missing::RULE),
    ("deployment/service_config/other_version", &deployment::service_config::other_version::RULE),
    ("deployment/service_config/package_unknown", &deployment::service_config::package_unknown::RULE),
    ("deployment/service_config/portability", &deployment::service_config::portability::RULE),
    ("deployment/service_config/retry_and_hedging", &deployment::service_config::retry_and_hedging::RULE),
    ("deployment/service_config/retry_code", &deployment::service_config::retry_code::RULE),
    ("deployment/service_config/retry_invalid", &deployment::service_config::retry_invalid::RULE),
    (
        "deployment/service_config/retry_non_idempotent",
        &deployment::service_config::retry_non_idempotent::RULE,
    ),
    ("deployment/service_config/retry_stream", &deployment::service_config::retry_stream::RULE),
    ("deployment/service_config/size_limit", &deployment::service_config::size_limit::RULE),
    ("deployment/service_config/stream_timeout", &deployment::service_config::stream_timeout::RULE),
    ("deployment/service_config/throttling_invalid", &deployment::service_config::throttling_invalid::RULE),
    (
        "deployment/service_config/throttling_stops_retry",
        &deployment::service_config::throttling_stops_retry::RULE,
    ),
    ("deployment/service_config/timeout_zero", &deployment::service_config::timeout_zero::RULE),
    ("deployment/service_config/config_type", &deployment::service_config::config_type::RULE),
    ("deployment/service_config/uncovered", &deployment::service_config::uncovered::RULE),
    ("deployment/service_config/unknown_key", &deployment::service_config::unknown_key::RULE),
    ("deployment/service_config/unknown_method", &deployment::service_config::unknown_method::RULE),
    ("deployment/service_config/unknown_service", &deployment::service_config::unknown_service::RULE),
    ("breaking/service_no_delete", &breaking::service_no_delete::RULE),
    ("lint/service_pascal_case", &lint::service_pascal_case::RULE),
    ("lint/service_suffix", &lint::service_suffix::RULE),
    ("size/boxed_element", &size::boxed_element::RULE),
    ("size/late_frequent_field", &size::late_frequent_field::RULE),
    ("size/long_tag", &size::long_tag::RULE),
    ("size/map_key_in_value", &size::map_key_in_value::RULE),
    ("size/oneof_same_type", &size::oneof_same_type::RULE),
    ("size/random_varint", &size::random_varint::RULE),
    ("size/signed_varint", &size::signed_varint::RULE),
    ("size/text_for_bytes", &size::text_for_bytes::RULE),
    ("size/unpacked_repeated", &size::unpacked_repeated::RULE),
    ("size/wrapper_type", &size::wrapper_type::RULE),
    ("lint/stable_package_no_import_unstable", &lint::stable_package_no_import_unstable::RULE),
    ("lint/suppression_unknown_rule", &lint::suppression_unknown_rule::RULE),
    ("lint/suppression_unused", &lint::suppression_unused::RULE),
    ("lint/suppression_without_reason", &lint::suppression_without_reason::RULE),
    ("lint/syntax_specified", &lint::syntax_specified::RULE),
];
