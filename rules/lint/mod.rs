//! Style and mistakes.

pub mod directory_same_package;
pub mod enum_first_value_zero;
pub mod enum_no_allow_alias;
pub mod enum_pascal_case;
pub mod enum_value_upper_snake_case;
pub mod field_lower_snake_case;
pub mod field_number_order;
pub mod import_used;
pub mod message_pascal_case;
pub mod oneof_lower_snake_case;
pub mod oneof_single_field;
pub mod package_lower_snake_case;
pub mod package_no_import_cycle;
pub mod package_same_csharp_namespace;
pub mod package_same_directory;
pub mod package_same_go_package;
pub mod package_same_java_multiple_files;
pub mod package_same_java_package;
pub mod package_same_php_namespace;
pub mod package_same_ruby_package;
pub mod package_same_swift_prefix;
pub mod rpc_pascal_case;
pub mod rpc_request_response_unique;
pub mod service_pascal_case;
pub mod stable_package_no_import_unstable;
