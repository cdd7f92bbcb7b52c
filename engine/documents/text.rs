//! The text of a document and its lines.

use protune_compiler::schema::FileView;
use protune_compiler::text::{ColumnUnit, LineIndex, Span};
use protune_data::Language;

/// The text of a document that is not part of the schema.
#[derive(Clone, Debug)]
pub struct Content {
    language: Language,
    text: String,
    lines: LineIndex,
}

impl Content {
    /// Finds the lines of a text.
    pub fn new(language: Language, text: String) -> Content {
        Content { language, lines: LineIndex::new(&text), text }
    }

    /// Language that it is written in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Parses the text, which can be a template.
    pub fn parse(&self) -> protune_data::File {
        protune_rules::deployed::parse_deployed(self.language, self.text.as_str())
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
