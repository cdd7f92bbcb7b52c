//! Annotations of Google APIs, read from the values of options into plain data. Each part knows where it is
//! written. Judges nothing.

pub mod client;
pub mod field_behavior;
pub mod http;
pub mod operation;
pub mod path_template;
pub mod resource;
mod text;

#[cfg(test)]
mod tests;

pub use text::Text;
