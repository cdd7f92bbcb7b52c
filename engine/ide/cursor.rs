//! The place of a cursor in a text that may be half written: the blocks around it, and the words of its statement so far.
//! Reads tokens up to the cursor only, so what follows may be anything.

use protune_compiler::syntax::{TokenKind as T, Tree};
use protune_compiler::text::Span;

/// Place of a cursor.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    pub(super) tree: &'t Tree,
    /// Offset of the cursor.
    pub(super) offset: u32,
    /// The word that the cursor is in, or behind; empty if there is none.
    pub(super) word: Span,
    /// Kind of text around the cursor.
    pub(super) medium: Medium,
    /// Blocks around the cursor, the innermost last. The file is not among them.
    pub(super) frames: Vec<Frame>,
    /// Tokens of the statement before the word.
    pub(super) statement: Vec<u32>,
}

/// Kind of text around a cursor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Medium {
    Code,
    /// A comment, from its start.
    Comment(Span),
    /// A string, without its quotes.
    String(Span),
}

/// A block that is open.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) block: Block,
    /// The statement before its `{`.
    pub(super) header: Vec<u32>,
    /// Keys that a literal has so far.
    pub(super) keys: Vec<String>,
}

/// Kind of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Block {
    File,
    Message,
    Enum,
    Service,
    Rpc,
    Oneof,
    Extend,
    Literal,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(tree: &'t Tree, offset: u32) -> Cursor<'t> {
        let mut cursor = Cursor {
            tree,
            offset,
            word: Span::at(offset),
            medium: Medium::Code,
            frames: Vec::new(),
            statement: Vec::new(),
        };
        for (at, token) in tree.tokens().iter().enumerate() {
            let span = tree.token_span(at as u32);
            if span.start >= offset {
                // A word right behind the cursor goes with it.
                if span.start == offset && token.kind() == T::Ident {
                    cursor.word = span;
                }
                break;
            }
            if offset <= span.end && cursor.ends_in(token.kind(), span) {
                break;
            }
            if !token.kind().is_trivia() {
                cursor.push(at as u32, token.kind());
            }
        }
        cursor.forget_finished();
        cursor
    }

    /// Whether the cursor is in a token, or behind a word.
    fn ends_in(&mut self, kind: T, span: Span) -> bool {
        let text = span.of(self.tree.text());
        let is_inside = self.offset < span.end;
        match kind {
            T::Ident | T::Int => self.word = span,
            T::LineComment => self.medium = Medium::Comment(span),
            T::BlockComment if is_inside || !text.ends_with("*/") => self.medium = Medium::Comment(span),
            T::String => {
                let quote = &text[..1];
                let is_closed = text.len() > 1 && text.ends_with(quote);
                if !is_inside && is_closed {
                    return false;
                }
                let end = if is_closed { span.end - 1 } else { span.end };
                self.medium = Medium::String(Span::new(span.start + 1, end.max(span.start + 1)));
            }
            T::Float if is_inside => self.word = span,
            _ => return is_inside && !kind.is_trivia(),
        }
        true
    }

    fn push(&mut self, at: u32, kind: T) {
        let in_literal = self.block() == Block::Literal;
        match kind {
            T::LBrace => {
                let block = self.opened();
                let header = std::mem::take(&mut self.statement);
                self.frames.push(Frame { block, header, keys: Vec::new() });
            }
            T::RBrace => {
                self.statement.clear();
                if let Some(frame) = self.frames.pop()
                    && frame.block == Block::Literal
                {
                    // A literal is a value, and its statement goes on.
                    self.statement = frame.header;
                    self.statement.push(at);
                    self.note_key();
                }
            }
            T::Semicolon if !in_literal => self.statement.clear(),
            T::Semicolon | T::Comma if in_literal && self.open_bracket().is_none() => {
                self.note_key();
                self.statement.clear();
            }
            _ => {
                self.statement.push(at);
                if in_literal {
                    self.note_key();
                }
            }
        }
    }

    /// Notes the keys of the literal so far.
    fn note_key(&mut self) {
        if self.block() != Block::Literal {
            return;
        }
        if let Some(key) = self.literal_key()
            && let Some(frame) = self.frames.last_mut()
            && frame.keys.last() != Some(&key)
        {
            frame.keys.push(key);
        }
    }

    /// Kind of the block that a `{` opens here.
    fn opened(&self) -> Block {
        let around = self.block();
        if around == Block::Literal {
            return Block::Literal;
        }
        let words: Vec<&str> = self.statement.iter().map(|&at| self.tree.token_text(at)).collect();
        let words = match words.as_slice() {
            ["export" | "local", rest @ ..] => rest,
            all => all,
        };
        let is_group = words.iter().take(2).any(|word| *word == "group");
        match words.first() {
            Some(&"message") if !words.contains(&"=") => Block::Message,
            Some(&"enum") if !words.contains(&"=") => Block::Enum,
            Some(&"service") if !words.contains(&"=") => Block::Service,
            Some(&"extend") if !words.contains(&"=") => Block::Extend,
            Some(&"oneof") if !words.contains(&"=") => Block::Oneof,
            Some(&"rpc") if around == Block::Service => Block::Rpc,
            _ if is_group => Block::Message,
            Some(&"option") => Block::Literal,
            _ if words.contains(&"=") => Block::Literal,
            _ => Block::Message,
        }
    }

    /// A statement that is whole but for its `;`, on a line above the word, does not go on.
    fn forget_finished(&mut self) {
        if self.block() == Block::Literal || self.medium != Medium::Code {
            return;
        }
        let Some(&last) = self.statement.last() else { return };
        let is_whole =
            matches!(self.tree.tokens()[last as usize].kind(), T::Int | T::RBracket | T::String | T::RParen)
                && self.open_bracket().is_none();
        let between = &self.tree.text()[self.tree.token_span(last).end as usize..self.word.start as usize];
        if is_whole && between.contains('\n') && self.words().len() > 2 {
            self.statement.clear();
        }
    }

    /// The innermost block.
    pub(super) fn block(&self) -> Block {
        self.frames.last().map_or(Block::File, |frame| frame.block)
    }

    pub(super) fn kind(&self, token: u32) -> T {
        self.tree.tokens()[token as usize].kind()
    }

    pub(super) fn text(&self, token: u32) -> &'t str {
        self.tree.token_text(token)
    }

    /// The words of the statement.
    pub(super) fn words(&self) -> Vec<&'t str> {
        self.statement.iter().map(|&at| self.text(at)).collect()
    }

    /// The part of the word before the cursor.
    pub(super) fn prefix(&self) -> &'t str {
        let end = self.offset.min(self.word.end).max(self.word.start);
        Span::new(self.word.start, end).of(self.tree.text())
    }

    /// Place in the statement of the last `[` that is not closed.
    pub(super) fn open_bracket(&self) -> Option<usize> {
        self.open(&self.statement, T::LBracket, T::RBracket)
    }

    /// Place in the statement of the last `(` that is not closed.
    pub(super) fn open_paren(&self) -> Option<usize> {
        self.open(&self.statement, T::LParen, T::RParen)
    }

    fn open(&self, tokens: &[u32], opening: T, closing: T) -> Option<usize> {
        let mut depth = 0;
        for (at, &token) in tokens.iter().enumerate().rev() {
            match self.kind(token) {
                kind if kind == closing => depth += 1,
                kind if kind == opening && depth == 0 => return Some(at),
                kind if kind == opening => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// The statement without the dotted name that the word goes on with, and that name, which ends with a dot.
    pub(super) fn qualified(&self) -> (&[u32], String) {
        let mut rest = self.statement.as_slice();
        let mut parts: Vec<&str> = Vec::new();
        while let [before @ .., dot] = rest
            && self.kind(*dot) == T::Dot
        {
            parts.push(".");
            rest = before;
            let [before @ .., name] = rest else { break };
            if self.kind(*name) != T::Ident {
                break;
            }
            parts.push(self.text(*name));
            rest = before;
        }
        parts.reverse();
        (rest, parts.concat())
    }

    /// The last key of the literal that the cursor is in: a name, or an extension in brackets.
    pub(super) fn literal_key(&self) -> Option<String> {
        self.key_of(&self.statement)
    }

    /// The last key in tokens of a literal.
    pub(super) fn key_of(&self, tokens: &[u32]) -> Option<String> {
        let mut key = None;
        let mut expects_key = true;
        let mut at = 0;
        while let Some(&token) = tokens.get(at) {
            match self.kind(token) {
                T::Ident if expects_key => {
                    key = Some(self.text(token).to_owned());
                    expects_key = false;
                }
                T::LBracket if expects_key => {
                    let end = tokens[at..].iter().position(|&it| self.kind(it) == T::RBracket)?;
                    let name: String = tokens[at..=at + end].iter().map(|&it| self.text(it)).collect();
                    key = Some(name);
                    expects_key = false;
                    at += end;
                }
                T::Ident | T::Int | T::Float | T::String | T::RBrace | T::RBracket => {
                    expects_key = self.open(&tokens[..=at], T::LBracket, T::RBracket).is_none();
                }
                _ => {}
            }
            at += 1;
        }
        key
    }

    /// Whether a value is expected in a literal, and not a key.
    pub(super) fn expects_value(&self) -> bool {
        let Some(&last) = self.statement.last() else { return false };
        matches!(self.kind(last), T::Colon | T::Minus) || self.open_bracket().is_some_and(|at| at > 0)
    }

    /// The keys of the innermost literal that are set before the cursor.
    pub(super) fn keys(&self) -> &[String] {
        self.frames.last().map_or(&[], |frame| &frame.keys)
    }
}
