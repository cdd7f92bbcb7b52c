//! Annotations of Google APIs, read from option values into plain data. Each part knows its place. Checks nothing
//! itself.

pub mod client;
pub mod field_behavior;
pub mod field_info;
pub mod http;
pub mod operation;
mod part;
pub mod path_template;
pub mod resource;
pub mod routing;
mod text;

#[cfg(test)]
mod tests;

pub use text::Text;
