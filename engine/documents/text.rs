//! The text of a document and its lines.

use protune_compiler::schema::FileView;
use protune_compiler::text::{ColumnUnit, LineIndex, Span};
use protune_data::Language;
use std::sync::Arc;

/// A document that is not part of the schema, parsed.
#[derive(Clone, Debug)]
pub struct Content {
    text: Arc<str>,
    /// Values; those between the actions of a template.
    data: Arc<protune_data::File>,
    lines: Arc<LineIndex>,
}

impl Content {
    /// Parses a text, which can be a template, and finds its lines.
    pub fn new(language: Language, text: String) -> Content {
        let data = Arc::new(protune_rules::deployed::parse_deployed(language, &text));
        let lines = Arc::new(LineIndex::new(&text));
        let text = if *data.text == *text { Arc::clone(&data.text) } else { text.into() };
        Content { text, data, lines }
    }

    /// Language that it is written in.
    pub fn language(&self) -> Language {
        self.data.language
    }

    /// Its values.
    pub fn data(&self) -> &protune_data::File {
        &self.data
    }

    /// The text.
    pub fn text(&self) -> Text<'_> {
        Text { text: &self.text, lines: &self.lines }
    }
}

/// A text with its lines.
#[derive(Clone, Copy, Debug)]
pub struct Text<'d> {
    /// The text.
    pub text: &'d str,
    /// Its lines.
    pub lines: &'d LineIndex,
}

impl<'d> Text<'d> {
    /// Returns the line and the column of a byte, from 0.
    pub fn position(self, byte: u32, unit: ColumnUnit) -> (usize, usize) {
        self.lines.position(self.text, byte, unit)
    }

    /// Returns the number of the line that a byte is in, from 0.
    pub fn line(self, byte: u32) -> usize {
        self.lines.line(byte)
    }

    /// Returns the part of the text under a span.
    pub fn of(self, span: Span) -> &'d str {
        span.of(self.text)
    }
}

impl<'d> From<FileView<'d>> for Text<'d> {
    fn from(file: FileView<'d>) -> Text<'d> {
        Text { text: file.text(), lines: file.lines() }
    }
}
