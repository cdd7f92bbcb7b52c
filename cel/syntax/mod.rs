//! Text to a syntax tree. Knows no types. Costs are linear in the text, and depth is bounded.

pub(crate) mod ast;
mod lexer;
mod literal;
mod macros;
mod parser;
pub(crate) mod problem;

pub use parser::{Syntax, parse, parse_with};
