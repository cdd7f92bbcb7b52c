//! Other shapes of the same data that take fewer bytes. A room names candidates for the messages of a sample; the engine
//! tries each on all of them.

pub mod affix;
pub mod columns;
pub mod default;
pub mod delta;
pub mod equal;
pub mod inline;
pub mod map_as_message;
pub mod message_table;
pub mod number;
pub mod scaled;
pub mod string_table;
pub mod text_as_enum;
pub mod text_as_number;
pub mod time;
