//! Keys and values between `{` and `}`.

use super::{Completion, Completions, Site};
use crate::ide::cursor::Block;
use protune_compiler::schema::{DeclarationView, FieldView, MessageView, Type};

impl<'s> Site<'s> {
    pub(super) fn in_literal(&self) -> Completions {
        let Some(message) = self.literal_message() else { return Completions::default() };
        if self.cursor.expects_value() {
            let key = self.cursor.literal_key();
            return match key.and_then(|key| self.key(message, &key)) {
                Some(field) => self.values(field),
                None => Completions::default(),
            };
        }
        let last_is_key = self.cursor.statement.last().is_some_and(|&last| {
            let is_word = self.cursor.kind(last) == protune_compiler::syntax::TokenKind::Ident;
            is_word && self.cursor.statement.len() == 1
        });
        if last_is_key {
            return Completions::default();
        }
        let set = self.cursor.keys();
        let is_free = |field: &FieldView<'_>| {
            let is_repeated =
                field.label() == Some(protune_compiler::syntax::Label::Repeated) || field.is_map();
            is_repeated || !set.iter().any(|key| key == field.name())
        };
        let item = |field: FieldView<'s>| {
            let is_message = matches!(field.ty(), Type::Message(_));
            let mut item = self.field_item(field);
            item.text = format!("{}{}", field.name(), if is_message { ": {}" } else { ": " });
            item.snippet = is_message.then(|| format!("{}: {{$1}}", field.name()));
            item
        };
        let items: Vec<Completion> = message.fields().filter(is_free).map(item).collect();
        Completions { items, is_incomplete: false }
    }

    /// The message whose fields stand in the innermost literal.
    fn literal_message(&self) -> Option<MessageView<'s>> {
        let frames = &self.cursor.frames;
        let first = frames.iter().position(|frame| frame.block == Block::Literal)?;
        let around = first.checked_sub(1).map_or(Block::File, |at| frames[at].block);
        let mut message = self.field_of_statement(&frames[first].header, around)?.message_type()?;
        for frame in &frames[first + 1..] {
            let key = self.cursor.key_of(&frame.header)?;
            message = self.key(message, &key)?.message_type()?;
        }
        Some(message)
    }

    /// The field that a key means: a name, or an extension in brackets.
    fn key(&self, of: MessageView<'s>, key: &str) -> Option<FieldView<'s>> {
        let Some(path) = key.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            return of.field_named(key);
        };
        match self.schema().declaration(self.view.look_up_option(self.inside, path).symbol()?) {
            DeclarationView::Field(field) => Some(field),
            _ => None,
        }
    }
}
