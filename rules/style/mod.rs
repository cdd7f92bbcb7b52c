//! Order, layout and words of schemas, for teams that let a linter decide them. None of it changes what a schema means.

pub mod field_preposition;
pub mod file_comment;
pub mod import_order;
pub mod indent;
pub mod line_length;
pub mod message_preposition;
pub mod no_group;
mod prepositions;
pub mod quotes;
pub mod repeated_field_plural;
pub mod rpc_case;
pub mod statement_order;
mod statements;
pub mod syntax;
