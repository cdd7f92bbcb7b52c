//! Documents that are not part of the schema: text, lines and values.

use protune_compiler::text::{LineIndex, Text};
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
        self.lines.of(&self.text)
    }
}
