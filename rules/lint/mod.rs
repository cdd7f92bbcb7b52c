//! Style and mistakes.

pub mod message_pascal_case;
