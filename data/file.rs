//! A parsed file: its documents, comments and problems, and questions about places in it.

use crate::{Entry, Language, Node, Span, path, source_map};
use std::ops::Range;
use std::sync::Arc;

/// Text of a configuration file and everything read from it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct File {
    /// Syntax that the text was read as.
    pub language: Language,
    /// Root values. YAML files can have any number, other files have one unless nothing could be read.
    pub documents: Vec<Node>,
    /// Comments in the order of the text.
    pub comments: Vec<Comment>,
    /// Problems in the order of the text, at most [`crate::MAX_PROBLEMS`].
    pub problems: Vec<Problem>,
    /// Whether the values of the whole text are in the tree. If not, a problem has the reason.
    pub is_complete: bool,
    /// Text of the file.
    pub text: Arc<str>,
}

/// A comment.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Comment {
    /// Bytes of the comment, markers included, line break not.
    pub span: Span,
    /// Text without markers and the space around it.
    pub text: Box<str>,
    /// Whether nothing but space precedes the comment in its line.
    pub own_line: bool,
}

/// A reason why a file is not what its author meant.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Problem {
    /// Bytes at fault.
    pub span: Span,
    /// Another place that explains the problem: the first of two equal keys.
    pub related: Option<Span>,
    /// Lower case, without a full stop.
    pub message: String,
    /// Remedy, as an imperative.
    pub help: String,
}

impl File {
    /// Returns the value of the first document, or a null.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// assert_eq!(parse(Language::Yaml, "a: 1\n---\na: 2").root().get("a").unwrap().integer(), Some(1));
    /// ```
    #[must_use]
    pub fn root(&self) -> &Node {
        self.documents.first().unwrap_or(Node::NOTHING)
    }

    /// Returns the path of the deepest value or key at an offset, as [`Node::at`] reads it. Empty at the root.
    /// A value that aliases share has the path of its definition. Linear in the size of the file.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let text = "spec:\n  rules:\n  - 'a b': 1\n";
    /// let file = parse(Language::Yaml, text);
    /// assert_eq!(file.path(text.find('1').unwrap() as u32), r#"spec.rules[0]["a b"]"#);
    /// ```
    #[must_use]
    pub fn path(&self, offset: u32) -> String {
        self.documents.iter().find_map(|root| path::of(root, offset, self.language)).unwrap_or_default()
    }

    /// Returns the bytes that a part of a scalar's text comes from: `part` counts bytes of [`Node::scalar`].
    ///
    /// Quotes, escapes, folded lines and the indentation of block scalars are accounted for. Returns the span of the
    /// whole value if the part is not on character boundaries.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let text = r#"{"path": "\/pets.v1.Pets\/Get"}"#;
    /// let file = parse(Language::Json, text);
    /// let path = file.root().get("path").unwrap();
    /// assert_eq!(path.text(), Some("/pets.v1.Pets/Get"));
    /// assert_eq!(file.within(path, 1..13).of(text), "pets.v1.Pets");
    /// assert_eq!(file.within(path, 13..17).of(text), r"\/Get");
    /// ```
    #[must_use]
    pub fn within(&self, node: &Node, part: Range<usize>) -> Span {
        let found = node
            .as_scalar()
            .and_then(|scalar| source_map::within(node.defined.of(&self.text), scalar, self.language, part));
        found.map_or(node.defined, |found| {
            let start = node.defined.start as usize;
            Span::from_usize(start + found.start, start + found.end)
        })
    }

    /// Returns the span from the key of an entry to the end of its value.
    ///
    /// ```
    /// use protune_data::{Language, parse};
    ///
    /// let text = "[a]\nb = [1] # c\n";
    /// let file = parse(Language::Toml, text);
    /// let entry = file.root().get("a").unwrap().entry("b").unwrap();
    /// assert_eq!(file.extent(entry).of(text), "b = [1]");
    /// ```
    #[must_use]
    pub fn extent(&self, entry: &Entry) -> Span {
        let (key, value) = (entry.key_span, entry.value.span);
        Span::new(key.start.min(value.start), key.end.max(value.end))
    }
}
