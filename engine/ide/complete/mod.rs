//! Candidates for the text at a place, which may be half written.

mod imports;
mod keywords;
mod literals;
mod names;
mod options;
mod types;

use super::cursor::{Block, Cursor, Medium};
use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::{FileId, FileView, MessageView, Schema};
use protune_compiler::syntax::TokenKind as T;
use protune_compiler::text::Span;
use protune_rules::Catalog;
use types::Wanted;

pub use types::documentation;

/// Most items of one answer.
pub const MOST: usize = 500;

/// Candidates for a place.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Completions {
    /// Candidates, the best first.
    pub items: Vec<Completion>,
    /// Whether there may be others once more is typed.
    pub is_incomplete: bool,
}

/// A candidate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Completion {
    /// Name in the list.
    pub label: String,
    /// Its kind.
    pub kind: CompletionKind,
    /// Type, full name or target; may be empty.
    pub detail: String,
    /// Package or file; may be empty.
    pub origin: String,
    /// Text to write in place of `replaced`.
    pub text: String,
    /// The same with placeholders, for editors that know them.
    pub snippet: Option<String>,
    /// The word that it replaces.
    pub replaced: Span,
    /// The word that is compared with what is typed, if it is not the label.
    pub filter: Option<String>,
    /// Distance; nearer candidates come first.
    pub rank: u8,
    /// Other edits that go with it, such as an import.
    pub edits: Vec<Edit>,
    /// Full name of the declaration that it names; empty if there is none. See [`documentation`].
    pub full_name: String,
    /// Whether the declaration is deprecated.
    pub is_deprecated: bool,
    /// Whether it is chosen unless the user chooses another one.
    pub is_preselected: bool,
}

/// Kind of a candidate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "they are the words of the protocol")]
pub enum CompletionKind {
    Message,
    Enum,
    Value,
    Field,
    Option,
    Keyword,
    File,
    Package,
    Snippet,
    Rule,
    Number,
    Scalar,
}

/// Returns what can be written at an offset of a file.
pub fn complete(schema: &Schema, file: FileId, offset: u32, catalog: &Catalog) -> Completions {
    let view = schema.file(file);
    let tree = view.data().tree();
    let site =
        Site { view, cursor: Cursor::new(tree, offset), inside: super::under::message_around(view, offset) };
    let mut found = match site.cursor.medium {
        Medium::Comment(span) => site.in_comment(span, catalog),
        Medium::String(span) => site.in_string(span),
        Medium::Code => site.in_code(),
    };
    found.items.sort_by(|a, b| (a.rank, a.label.len(), &a.label).cmp(&(b.rank, b.label.len(), &b.label)));
    if found.items.len() > MOST {
        found.items.truncate(MOST);
        found.is_incomplete = true;
    }
    found
}

/// A cursor in a file of a schema.
struct Site<'s> {
    view: FileView<'s>,
    cursor: Cursor<'s>,
    /// The message around the cursor.
    inside: Option<MessageView<'s>>,
}

impl<'s> Site<'s> {
    fn schema(&self) -> &'s Schema {
        self.view.schema()
    }

    fn item(&self, label: impl Into<String>, kind: CompletionKind) -> Completion {
        let label = label.into();
        Completion {
            text: label.clone(),
            label,
            kind,
            detail: String::new(),
            origin: String::new(),
            snippet: None,
            replaced: self.cursor.word,
            filter: None,
            rank: 3,
            edits: Vec::new(),
            full_name: String::new(),
            is_deprecated: false,
            is_preselected: false,
        }
    }

    /// A space, if the cursor is right behind a sign that one belongs behind.
    fn space(&self) -> &'static str {
        let before = &self.view.text()[..self.cursor.word.start as usize];
        if before.ends_with(['=', ',', ':']) { " " } else { "" }
    }

    fn in_code(&self) -> Completions {
        let cursor = &self.cursor;
        // A number is being typed, and nothing else fits.
        let is_number = !cursor.word.is_empty() && cursor.prefix().starts_with(|c: char| c.is_ascii_digit());
        let block = cursor.block();
        if block == Block::Literal {
            return if is_number { Completions::default() } else { self.in_literal() };
        }
        if let Some(entry) = self.option_entry() {
            return if is_number { Completions::default() } else { self.in_option(&entry) };
        }
        let words = cursor.words();
        if words.last() == Some(&"=") {
            return self.number();
        }
        if is_number {
            return Completions::default();
        }
        match block {
            Block::File => self.at_top(&words),
            Block::Message | Block::Oneof | Block::Extend => self.in_message(&words),
            Block::Enum => self.in_enum(&words),
            Block::Service => self.in_service(&words),
            Block::Rpc => self.keywords_if_first(&words, keywords::RPC),
            Block::Literal => Completions::default(),
        }
    }

    fn at_top(&self, words: &[&str]) -> Completions {
        match words {
            [] => self.keywords(keywords::TOP),
            ["package"] => self.package(),
            ["package", ..] => Completions::default(),
            ["import"] => self.keywords(keywords::IMPORT),
            ["export" | "local"] => self.keywords(keywords::VISIBLE),
            ["extend", ..] if self.is_at_path(1) => self.types(Wanted::Extendee),
            _ => Completions::default(),
        }
    }

    fn in_message(&self, words: &[&str]) -> Completions {
        if let ["extend", ..] = words {
            return if self.is_at_path(1) { self.types(Wanted::Extendee) } else { Completions::default() };
        }
        match words {
            ["message" | "enum" | "oneof" | "service" | "rpc" | "extensions", ..] => Completions::default(),
            ["reserved", ..] => self.reserved(),
            ["export" | "local"] => self.keywords(keywords::VISIBLE),
            _ => self.field(words),
        }
    }

    /// A field up to its `=`.
    fn field(&self, words: &[&str]) -> Completions {
        if let Some(open) = words.iter().rposition(|word| *word == "<")
            && !words[open..].contains(&">")
            && open > 0
            && words[open - 1] == "map"
        {
            return match words[open + 1..].contains(&",") {
                true => self.types(Wanted::Field),
                false if words.len() == open + 1 => self.map_keys(),
                false => Completions::default(),
            };
        }
        let label = usize::from(matches!(words.first(), Some(&("optional" | "required" | "repeated"))));
        if self.is_at_path(label) {
            let mut found = self.types(Wanted::Field);
            if self.cursor.qualified().1.is_empty() {
                if label == 0 {
                    found.items.extend(self.keywords(keywords::of_message(self.cursor.block())).items);
                }
                found.items.extend(self.scalars());
            }
            return found;
        }
        self.field_name(label)
    }

    fn in_enum(&self, words: &[&str]) -> Completions {
        match words {
            ["reserved", ..] => self.reserved(),
            _ => self.keywords_if_first(words, keywords::ENUM),
        }
    }

    fn in_service(&self, words: &[&str]) -> Completions {
        if words.first() != Some(&"rpc") {
            return self.keywords_if_first(words, keywords::SERVICE);
        }
        if let Some(open) = self.cursor.open_paren() {
            let first = open + 1;
            let has_stream = words.get(first) == Some(&"stream");
            let from = first + usize::from(has_stream);
            if !self.is_at_path(from) {
                return Completions::default();
            }
            let mut found = self.types(Wanted::Message);
            if !has_stream && words.len() == first {
                found.items.extend(self.keywords(keywords::STREAM).items);
            }
            return found;
        }
        match (words.last(), words.contains(&"returns")) {
            (Some(&")"), false) => self.keywords(keywords::RETURNS),
            _ => Completions::default(),
        }
    }

    /// Whether the statement has only a dotted name from this word on, which the cursor goes on with.
    fn is_at_path(&self, from: usize) -> bool {
        let (rest, _) = self.cursor.qualified();
        rest.len() == from
    }

    fn in_string(&self, span: Span) -> Completions {
        match self.cursor.words().as_slice() {
            ["syntax", "="] => self.strings(span, &["proto3", "proto2"]),
            ["edition", "="] => self.strings(span, &["2023", "2024"]),
            ["import"] | ["import", "public" | "weak" | "option"] if self.cursor.block() == Block::File => {
                self.import_paths(span)
            }
            _ => Completions::default(),
        }
    }

    fn strings(&self, span: Span, words: &[&str]) -> Completions {
        let item = |(rank, word): (usize, &&str)| Completion {
            replaced: span,
            rank: rank as u8,
            ..self.item(*word, CompletionKind::Value)
        };
        Completions { items: words.iter().enumerate().map(item).collect(), is_incomplete: false }
    }

    /// Rules, behind the words that hide their findings.
    fn in_comment(&self, span: Span, catalog: &Catalog) -> Completions {
        let text = self.view.text();
        let before = &text[span.start as usize..self.cursor.offset as usize];
        let line = before.rsplit('\n').next().unwrap_or(before);
        let word = line.rfind(|c: char| !c.is_ascii_alphanumeric() && c != '_').map_or(0, |at| at + 1);
        let (mark, typed) = line.split_at(word);
        let in_brackets = mark.rsplit_once('[').is_some_and(|(mark, list)| {
            (mark.ends_with("protune: ignore") || mark.ends_with("protune: ignore-file"))
                && !list.contains(']')
        });
        if !in_brackets && !mark.trim_end().ends_with("buf:lint:ignore") || mark.ends_with("ignore") {
            return Completions::default();
        }
        let start = self.cursor.offset - typed.len() as u32;
        let rest = &text[self.cursor.offset as usize..];
        let len = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let replaced = Span::new(start, self.cursor.offset + len as u32);
        let rules = catalog.rules().iter().filter(|rule| rule.wing == protune_rules::Wing::Lint);
        let item = |rule: &std::sync::Arc<protune_rules::Rule>| Completion {
            replaced,
            detail: rule.summary().to_owned(),
            ..self.item(rule.id.as_str(), CompletionKind::Rule)
        };
        Completions { items: rules.map(item).collect(), is_incomplete: false }
    }

    /// Tokens of the option that is being written: those behind `option`, or behind the last comma between `[` and `]`.
    fn option_entry(&self) -> Option<OptionEntry<'_>> {
        let cursor = &self.cursor;
        let statement = cursor.statement.as_slice();
        let (owner, tokens) = match cursor.open_bracket() {
            Some(open) => {
                let owner = match (cursor.block(), cursor.text(statement[0])) {
                    (Block::Enum, _) => "EnumValueOptions",
                    (_, "extensions") => "ExtensionRangeOptions",
                    _ => "FieldOptions",
                };
                let inside = &statement[open + 1..];
                let last = inside.iter().rposition(|&at| cursor.kind(at) == T::Comma).map_or(0, |at| at + 1);
                (owner, &inside[last..])
            }
            None if !statement.is_empty() && cursor.text(statement[0]) == "option" => {
                let owner = match cursor.block() {
                    Block::File | Block::Literal => "FileOptions",
                    Block::Message | Block::Extend => "MessageOptions",
                    Block::Oneof => "OneofOptions",
                    Block::Enum => "EnumOptions",
                    Block::Service => "ServiceOptions",
                    Block::Rpc => "MethodOptions",
                };
                (owner, &statement[1..])
            }
            None => return None,
        };
        Some(OptionEntry { owner, tokens })
    }
}

/// An option that is being written.
struct OptionEntry<'c> {
    /// Message of `descriptor.proto` whose field it sets.
    owner: &'static str,
    /// Its tokens before the cursor.
    tokens: &'c [u32],
}
