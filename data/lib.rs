//! Configuration files as one tree of values: YAML, JSON, JSON with comments, and TOML.
//!
//! Every value knows the bytes it was read from, so that a rule can underline a word of a YAML file as precisely as
//! a name in a schema, and an edit can replace it without touching anything around it. This crate owns parsing,
//! lookups and edits. It does not know what any key means, and reads no files.
//!
//! ```
//! use protune_data::{Language, parse};
//!
//! let text = "methodConfig:\n- name: [{service: pets.v1.Pets}]\n  timeout: 5s # ok\n";
//! let file = parse(Language::Yaml, text);
//! assert!(file.problems.is_empty());
//!
//! let timeout = file.root().at("methodConfig[0].timeout").unwrap();
//! assert_eq!(timeout.text(), Some("5s"));
//! assert_eq!(timeout.span.of(text), "5s");
//! assert_eq!(file.path(timeout.span.start), "methodConfig[0].timeout");
//! assert_eq!(&*file.comments[0].text, "ok");
//! ```
//!
//! # Bounds
//!
//! Parsing takes time and memory linear in the text, whatever the text is. Lists and tables nest at most
//! [`MAX_DEPTH`] levels, a file has at most [`MAX_VALUES`] values, and the values that its aliases and merge keys
//! repeat are at most [`MAX_ALIASED`]. Aliases share the values they stand for. A file beyond a bound has a problem
//! and the part of the tree before it.

#![deny(clippy::disallowed_methods)]

mod builder;
pub mod edit;
mod file;
mod json;
mod kind;
mod node;
mod path;
mod scalar;
mod source_map;
mod span;
mod toml;
mod yaml;

pub use file::{Comment, File, Problem};
pub use kind::Kind;
pub use node::{Entry, Node, Style};
pub use span::Span;

use std::sync::Arc;

/// Number of levels that lists and tables can nest.
pub const MAX_DEPTH: usize = 128;

/// Number of values a file can have, those behind its aliases counted once.
pub const MAX_VALUES: usize = 1_000_000;

/// Number of values that all aliases and merge keys of a file can stand for.
pub const MAX_ALIASED: usize = 20_000;

/// Number of problems reported for one file.
pub const MAX_PROBLEMS: usize = 20;

/// Syntax of a configuration file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Language {
    /// YAML 1.2, with the merge keys of YAML 1.1. One file can hold several documents.
    Yaml,
    /// JSON as in RFC 8259. Comments and trailing commas are problems, and the tree is complete nevertheless.
    Json,
    /// JSON with comments and trailing commas.
    JsonWithComments,
    /// TOML 1.1.
    Toml,
}

impl Language {
    /// Returns the language that the extension of a file name stands for.
    ///
    /// ```
    /// use protune_data::Language;
    ///
    /// assert_eq!(Language::of_name("envoy.yml"), Some(Language::Yaml));
    /// assert_eq!(Language::of_name("a/b/service_config.json"), Some(Language::Json));
    /// assert_eq!(Language::of_name("Makefile"), None);
    /// ```
    #[must_use]
    pub fn of_name(name: &str) -> Option<Language> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "yaml" | "yml" => Some(Language::Yaml),
            "json" => Some(Language::Json),
            "jsonc" => Some(Language::JsonWithComments),
            "toml" => Some(Language::Toml),
            _ => None,
        }
    }
}

/// Parses a text. Never fails: what is wrong is in [`File::problems`], beside as much of the tree as could be read.
///
/// A byte order mark at the start is skipped.
///
/// ```
/// use protune_data::{Language, parse};
///
/// let file = parse(Language::Json, r#"{"a": 1, "a": 2,}"#);
/// let messages: Vec<&str> = file.problems.iter().map(|problem| problem.message.as_str()).collect();
/// assert_eq!(messages, ["duplicate key `a`", "JSON does not allow a trailing comma"]);
/// assert_eq!(file.root().get("a").and_then(|a| a.integer()), Some(1));
/// assert!(file.is_complete);
/// assert!(!parse(Language::Json, r#"{"a": ["#).is_complete);
/// ```
#[must_use]
pub fn parse(language: Language, text: impl Into<Arc<str>>) -> File {
    let text = text.into();
    let mut builder = builder::Builder::new(&text);
    let documents = match language {
        _ if text.len() >= u32::MAX as usize => {
            builder.problem(Span::at(0), "the file is larger than 4 GiB", "split the file");
            builder.cut();
            Vec::new()
        }
        Language::Yaml => yaml::parse(&text, &mut builder),
        Language::Json => json::parse(&text, json::Dialect::Strict, &mut builder),
        Language::JsonWithComments => json::parse(&text, json::Dialect::Comments, &mut builder),
        Language::Toml => toml::parse(&text, &mut builder),
    };
    let (comments, problems, is_complete) = builder.finish();
    File { language, documents, comments, problems, is_complete, text }
}
