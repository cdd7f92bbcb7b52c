//! Rules about encoded size, as far as the schema alone shows it.

pub mod boxed_element;
pub mod late_frequent_field;
pub mod long_tag;
pub mod map_key_in_value;
pub mod oneof_same_type;
pub mod random_varint;
pub mod signed_varint;
pub mod text_for_bytes;
pub mod unpacked_repeated;
pub mod wrapper_type;
