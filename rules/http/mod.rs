//! Judgements of HTTP routes of RPCs: of the texts in a `google.api.http` annotation, or in a configuration file that
//! has the same form. Each takes texts and messages, and returns what is wrong with which bytes of a text. Knows no
//! annotation, no file and no rule.

mod bodies;
mod overlap;
#[cfg(test)]
mod tests;
mod variables;

pub(crate) use bodies::{body, query, response_body, unbound};
pub(crate) use overlap::{Shape, covers};
pub(crate) use variables::{many, rest_before_end, syntax, types, unknown};

use std::ops::Range;

/// Fault of a text.
#[derive(Debug)]
pub(crate) struct Flaw {
    /// Bytes of the text that the finding is about.
    pub(crate) at: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: String,
    /// Name to write instead of these bytes.
    pub(crate) instead: Option<String>,
    /// Whether servers accept it, although `google/api/http.proto` does not allow it.
    pub(crate) is_accepted: bool,
}

impl Flaw {
    pub(crate) fn new(at: Range<usize>, message: String, help: impl Into<String>) -> Flaw {
        Flaw { at, message, help: help.into(), instead: None, is_accepted: false }
    }

    /// Proposes a name to write instead.
    pub(crate) fn instead(self, name: Option<&str>) -> Flaw {
        Flaw { instead: name.map(str::to_owned), ..self }
    }
}

/// Whether a custom kind of a route is a method of HTTP, as servers and gateways expect it: in upper case.
pub(crate) fn is_method(kind: &str) -> bool {
    kind.starts_with(|c: char| c.is_ascii_uppercase())
        && kind.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'))
}
