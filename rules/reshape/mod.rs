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
pub mod template;
pub mod text_as_enum;
pub mod text_as_number;
pub mod time;

use crate::room::Room;

/// The rooms in the order in which they are tried: first what makes values small, then what moves them together, so that
/// lists hold what is short already, and last what depends on the numbers that are left. What remains of a text without
/// its affixes may spell a number.
pub static ORDER: [&Room; 16] = [
    &equal::RULE,
    &text_as_number::RULE,
    &affix::RULE,
    &text_as_number::RULE,
    &time::RULE,
    &scaled::RULE,
    &text_as_enum::RULE,
    &template::RULE,
    &map_as_message::RULE,
    &inline::RULE,
    &string_table::RULE,
    &message_table::RULE,
    &columns::RULE,
    &delta::RULE,
    &number::RULE,
    &default::RULE,
];
