//! Names of fields after their types, free numbers, and what can be reserved.

use super::{Completion, CompletionKind, Completions, Site};
use crate::ide::cursor::Block;
use crate::ide::numbers::{next_extension_number, next_field_number, next_value_number};
use protune_compiler::schema::{DeclarationView, EnumView, FieldView};
use protune_compiler::syntax::TokenKind as T;

impl<'s> Site<'s> {
    /// The name of the type in lower case.
    pub(super) fn field_name(&self, label: usize) -> Completions {
        let cursor = &self.cursor;
        let Some(ty) = cursor.statement.get(label..).filter(|ty| !ty.is_empty()) else {
            return Completions::default();
        };
        let is_path = ty.iter().enumerate().all(|(at, &token)| {
            let kind = cursor.kind(token);
            kind == T::Dot || kind == T::Ident && (at == 0 || cursor.kind(ty[at - 1]) == T::Dot)
        });
        let last = cursor.text(ty[ty.len() - 1]);
        if !is_path || !last.starts_with(|c: char| c.is_ascii_uppercase()) {
            return Completions::default();
        }
        let mut name = snake_case(last);
        if cursor.text(cursor.statement[0]) == "repeated" && !name.ends_with('s') {
            name.push('s');
        }
        let number = self.inside.and_then(next_field_number);
        let whole = number.map(|number| format!("{name} = {number};"));
        let mut item = self.item(name, CompletionKind::Field);
        if cursor.word.is_empty() && !self.view.text()[..cursor.word.start as usize].ends_with([' ', '\t']) {
            return Completions::default();
        }
        item.detail = whole.unwrap_or_default();
        Completions { items: vec![item], is_incomplete: false }
    }

    /// The next free number of the field, extension or value that is being written.
    pub(super) fn number(&self) -> Completions {
        let number = match self.cursor.block() {
            Block::Message | Block::Oneof => self.inside.and_then(next_field_number),
            Block::Enum => self.enclosing_enum().and_then(next_value_number),
            Block::Extend => {
                self.extendee().and_then(|message| next_extension_number(self.schema(), message))
            }
            _ => None,
        };
        let Some(number) = number else { return Completions::default() };
        let label = number.to_string();
        let item = Completion {
            text: format!("{}{label}", self.space()),
            filter: self.cursor.word.is_empty().then(|| label.clone()),
            detail: "next free number".to_owned(),
            rank: 0,
            is_preselected: true,
            ..self.item(label, CompletionKind::Number)
        };
        Completions { items: vec![item], is_incomplete: false }
    }

    fn enclosing_enum(&self) -> Option<EnumView<'s>> {
        let offset = self.cursor.offset;
        self.view.enums().filter(|of| of.span().start < offset && offset <= of.span().end).last()
    }

    /// The message that the block around the cursor extends.
    fn extendee(&self) -> Option<protune_compiler::schema::MessageView<'s>> {
        let header = &self.cursor.frames.last()?.header;
        let name: String = header.iter().skip(1).map(|&at| self.cursor.text(at)).collect();
        match self.schema().declaration(self.view.look_up(self.inside, &name).symbol()?) {
            DeclarationView::Message(message) => Some(message),
            _ => None,
        }
    }

    /// Numbers between those that are used.
    pub(super) fn reserved(&self) -> Completions {
        let used: Vec<i32> = match self.cursor.block() {
            Block::Enum => {
                self.enclosing_enum().map(|of| of.values().filter_map(|value| value.number()).collect())
            }
            _ => self.inside.map(|message| message.fields().filter_map(FieldView::number).collect()),
        }
        .unwrap_or_default();
        let most = used.iter().copied().max().unwrap_or(0);
        let is_free = |number: &i32| {
            !used.contains(number) && !self.inside.is_some_and(|message| message.reserves_number(*number))
        };
        let gaps = (1..most).take(1000).filter(is_free).take(20);
        let items = gaps.map(|number| self.item(number.to_string(), CompletionKind::Number)).collect();
        Completions { items, is_incomplete: false }
    }
}

/// `HTTPRule` is `http_rule`.
fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, &letter) in letters.iter().enumerate() {
        let begins_word = letter.is_ascii_uppercase()
            && at > 0
            && letters[at - 1] != '_'
            && (!letters[at - 1].is_ascii_uppercase()
                || letters.get(at + 1).is_some_and(|next| next.is_ascii_lowercase()));
        if begins_word {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}
