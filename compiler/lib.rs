//! A Protobuf front-end: text to lossless tree, tree to schema, schema to descriptors. It knows proto2, proto3 and
//! all editions.
//!
//! [`compile`] does all of it in one call:
//!
//! ```
//! use protune_compiler::descriptor::{self, Include};
//!
//! let sources = [("cat.proto", r#"syntax = "proto3"; package pets; message Cat { int32 lives = 1; }"#)];
//! let schema = protune_compiler::compile(sources, |_import| None);
//! assert!(schema.problems().is_empty());
//!
//! let file = schema.find("cat.proto").expect("it is a source");
//! let cat = file.messages().next().expect("it declares a message");
//! assert_eq!(cat.full_name(), "pets.Cat");
//! assert_eq!(cat.fields().map(|field| field.name()).collect::<Vec<_>>(), ["lives"]);
//!
//! let encoded = descriptor::file(&schema, file.id, Include::default());
//! assert!(encoded.starts_with(b"\x0A\x09cat.proto"));
//! ```
//!
//! Files are read, and work is spread over threads, by the caller; [`schema`] describes the phases for that. After
//! a change of one file, [`Schema::replace`] does only what follows from it. [`syntax::parse`] alone is enough for
//! a formatter or for highlighting.
//!
//! The crate is pure: no files, no clock, no environment, no printing, no threads. What is wrong with a schema is
//! never an error of a function, but a [`Diagnostic`](diagnostic::Diagnostic) of the schema.
//!
//! # Features
//! `prost`: `descriptor::to_prost`, the descriptors in the types of the `prost-types` crate.
#![deny(clippy::disallowed_methods)]
#![warn(missing_docs)]

pub mod descriptor;
pub mod diagnostic;
pub mod encoding;
pub mod near;
pub mod problem;
mod rule_id;
pub mod schema;
mod scratch;
pub mod syntax;
pub mod text;
pub mod well_known;

pub use schema::{Schema, compile};
