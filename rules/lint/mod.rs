//! Style and mistakes.

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
pub mod rpc_pascal_case;
pub mod service_pascal_case;
