//! Strings in the values of options, with their places.

use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{FileView, OptionValue};
use protune_compiler::syntax::Node;
use protune_compiler::text::Span;
use std::ops::Range;

/// String value of a part of an option.
#[derive(Clone, Copy, Debug)]
pub struct Text<'s> {
    pub text: &'s str,
    file: FileView<'s>,
    /// String as written.
    value: Node<'s>,
    /// Option, field of a literal or element of a list that sets it.
    node: Node<'s>,
}

impl<'s> Text<'s> {
    pub(super) fn new(text: &'s str, file: FileView<'s>, value: Node<'s>, node: Node<'s>) -> Text<'s> {
        Text { text, file, value, node }
    }

    /// Text of a value; `None` if it is not UTF-8 text.
    pub fn of(value: OptionValue<'s>) -> Option<Text<'s>> {
        let file = value.field().file.schema().file(value.file_id());
        Some(Text { text: value.as_text()?, file, value: value.value_node(), node: value.node() })
    }

    /// Last text that a field of a message is set to.
    pub(super) fn of_field(pieces: &[OptionValue<'s>], number: i32) -> Option<Text<'s>> {
        Text::all(pieces, number).last()
    }

    /// Texts of a repeated field of a message that was set in pieces.
    pub(super) fn all(pieces: &[OptionValue<'s>], number: i32) -> impl Iterator<Item = Text<'s>> {
        pieces.iter().flat_map(move |piece| piece.fields_numbered(number)).filter_map(Text::of)
    }

    /// File that has the string.
    pub fn file(self) -> FileView<'s> {
        self.file
    }

    /// Place of the string, quotes included.
    pub fn place(self) -> Place {
        self.file.place(self.value.span())
    }

    /// Option, field of a literal or element of a list that is set to the string.
    pub fn node(self) -> Node<'s> {
        self.node
    }

    /// Span of a part of the text, in bytes; `None` if the string has escapes or several pieces.
    pub fn span_of(self, part: Range<usize>) -> Option<Span> {
        let written = self.value.text();
        let inner = written.get(1..written.len().checked_sub(1)?)?;
        let start = self.value.span().start + 1;
        (inner == self.text).then(|| Span::new(start + part.start as u32, start + part.end as u32))
    }
}

/// Compares only the texts, not their places.
impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
