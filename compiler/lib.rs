//! What a schema says: text to lossless tree, tree to schema, schema to descriptors.
//!
//! Pure: no files, no clock, no environment, no printing, no threads. The caller reads the files and
//! brings the threads; see [`schema`] for the phases.
#![deny(clippy::disallowed_methods)]

pub mod descriptor;
pub mod diagnostic;
mod encoding;
pub mod near;
pub mod problem;
mod rule_id;
pub mod schema;
pub mod syntax;
pub mod text;
pub mod well_known;
