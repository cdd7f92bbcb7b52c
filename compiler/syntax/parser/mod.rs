//! The parser's machine: a cursor over the tokens that carry meaning, nodes in pre-order, and how it
//! goes on after an error. What the language looks like stands in the files beside this one.

mod declarations;
mod options;

use super::TokenKind as T;
use super::lexer::{Token, TokenKind, settle, tokens};
use super::problem::{Found, SyntaxProblem};
use super::tree::{NodeData, NodeKind, Tree};
use crate::problem::{Problem, TextErrors};
use crate::scratch;
use crate::text::{MAX_LEN, Span};
use std::cell::Cell;

thread_local! {
    static NODES: Cell<Vec<NodeData>> = const { Cell::new(Vec::new()) };
}

/// Parses a text of any content into a tree that holds all of it.
///
/// ```
/// use protune_compiler::syntax::{MessageDecl, parse};
///
/// let tree = parse("message Cat { /* nine */ int32 lives = 1; }");
/// assert!(tree.errors().is_empty());
/// let cat = tree.root().children().find_map(MessageDecl::cast).expect("it declares a message");
/// assert_eq!(cat.name().map(|name| name.text()), Some("Cat"));
///
/// let broken = parse("message Cat {");
/// assert_eq!((broken.errors().len(), broken.text()), (1, "message Cat {"));
/// ```
///
/// # Panics
/// If the text is longer than [`MAX_LEN`] bytes.
pub fn parse(text: impl Into<Box<str>>) -> Tree {
    let text = text.into();
    assert!(text.len() <= MAX_LEN, "a text of {} bytes is too long to parse", text.len());
    let (tokens, errors) = tokens(&text);
    let mut parser = Parser {
        nodes: scratch::take(&NODES, tokens.len() / 4),
        text: &text,
        tokens: &tokens,
        at: 0,
        end_of_last: 0,
        depth: 0,
        has_visibility: false,
        lexed: errors.all().iter().map(|error| error.span.end).collect(),
        last_error: errors.all().last().map(|error| error.span.end),
        errors,
    };
    parser.skip_trivia();
    parser.file();
    let Parser { nodes, errors, .. } = parser;
    let nodes = scratch::settle(&NODES, nodes);
    Tree::new(text, settle(tokens), nodes, errors.into_vec())
}

struct Parser<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// The token under the cursor; never trivia.
    at: usize,
    /// One past the last token consumed: where a node that ends now ends.
    end_of_last: usize,
    /// Number of open bodies or literals around the cursor.
    depth: u32,
    /// The file's edition has `export` and `local`.
    has_visibility: bool,
    nodes: Vec<NodeData>,
    /// Ends of the lexer's errors, in text order.
    lexed: Vec<u32>,
    /// End of the last error, kept or not.
    last_error: Option<u32>,
    errors: TextErrors,
}

/// A statement could not be read to its end; the error is already in the list.
struct Broken;

type Parsed = Result<(), Broken>;

impl<'t> Parser<'t> {
    // The cursor.

    fn kind(&self) -> TokenKind {
        self.tokens[self.at].kind()
    }

    fn at(&self, kind: TokenKind) -> bool {
        self.kind() == kind
    }

    fn at_end(&self) -> bool {
        self.at(T::Eof)
    }

    fn token_text(&self, token: usize) -> &'t str {
        self.token_span(token).of(self.text)
    }

    fn token_span(&self, token: usize) -> Span {
        let end = self.tokens.get(token + 1).map_or(self.text.len() as u32, |next| next.start());
        Span::new(self.tokens[token].start(), end)
    }

    /// The name under the cursor; keywords are names too. Empty when there is none.
    fn word(&self) -> &'t str {
        if self.at(T::Ident) { self.token_text(self.at) } else { "" }
    }

    fn at_word(&self, word: &str) -> bool {
        self.word() == word
    }

    /// The token after this one, trivia left out.
    fn after(&self, token: usize) -> usize {
        let rest = &self.tokens[token + 1..];
        token + 1 + rest.iter().position(|t| !t.kind().is_trivia()).unwrap_or(0)
    }

    fn next_kind(&self) -> TokenKind {
        if self.at_end() { T::Eof } else { self.tokens[self.after(self.at)].kind() }
    }

    fn bump(&mut self) {
        if !self.at_end() {
            self.at += 1;
            self.end_of_last = self.at;
            self.skip_trivia();
        }
    }

    fn skip_trivia(&mut self) {
        while self.kind().is_trivia() {
            self.at += 1;
        }
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let there = self.at(kind);
        if there {
            self.bump();
        }
        there
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let there = self.at_word(word);
        if there {
            self.bump();
        }
        there
    }

    /// The token under the cursor is the first of its line.
    fn starts_line(&self) -> bool {
        let before = &self.tokens[self.end_of_last..self.at];
        let from = before.first().map_or(self.tokens[self.at].start(), |t| t.start());
        Span::new(from, self.tokens[self.at].start()).of(self.text).contains('\n')
    }

    // Nodes.

    /// Runs `body` and wraps what it consumed.
    fn node(&mut self, kind: NodeKind, body: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        let id = self.nodes.len();
        let first = self.at as u32;
        self.nodes.push(NodeData { kind, first, last: first, end: 0 });
        let parsed = body(self);
        let end = self.nodes.len() as u32;
        if self.end_of_last as u32 <= first && kind != NodeKind::File {
            // What is not there has no node.
            self.nodes.truncate(id);
            return parsed;
        }
        let node = &mut self.nodes[id];
        node.last = first.max(self.end_of_last as u32);
        node.end = end;
        parsed
    }

    /// A statement: what follows it is read even when the statement itself is broken.
    fn statement(&mut self, kind: NodeKind, body: impl FnOnce(&mut Self) -> Parsed) {
        let _ = self.node(kind, |p| {
            let start = p.at;
            if body(p).is_err() {
                p.recover(start);
                // Something is consumed in any case, so that every loop over statements ends.
                if p.at == start && !p.at(T::RBrace) {
                    p.bump();
                }
            }
            Ok(())
        });
    }

    // Errors.

    #[cold]
    fn error(&mut self, span: Span, problem: impl Problem) {
        self.last_error = Some(span.end);
        self.errors.report(span, problem);
    }

    /// Says that the token under the cursor is not `what` was expected.
    #[cold]
    fn expected(&mut self, wanted: &str, help: Option<&str>) -> Parsed {
        // What the lexer has complained about already is not said twice.
        if !self.at(T::Unknown) {
            let (span, found) = (self.token_span(self.at), Found { kind: self.kind(), word: self.word() });
            self.error(span, SyntaxProblem::Unexpected { wanted, found, help: help.unwrap_or_default() });
        }
        Err(Broken)
    }

    fn expect(&mut self, kind: TokenKind) -> Parsed {
        if self.eat(kind) { Ok(()) } else { self.expected(kind.describe(), None) }
    }

    /// The `;` that ends a statement. When it is missing at the end of a line, the next line is
    /// read as if it stood there.
    fn semicolon(&mut self) -> Parsed {
        if self.eat(T::Semicolon) {
            return Ok(());
        }
        if !(self.starts_line() || self.at(T::RBrace) || self.at_end()) {
            return self.expected("`;`", None);
        }
        let end = self.token_span(self.end_of_last - 1).end;
        // A token that ends in a reported error, such as a string without its quote, is not reported again.
        if self.lexed.binary_search(&end).is_err() && self.last_error != Some(end) {
            self.error(Span::at(end), SyntaxProblem::SemicolonMissing);
        }
        Ok(())
    }

    /// Skips what is left of the broken statement that began at the token `start`: to its `;`, over
    /// its block, or up to what begins or ends another one.
    fn recover(&mut self, start: usize) {
        let mut open = self.open_braces(start);
        while !self.at_end() {
            match self.kind() {
                T::RBrace if open == 0 => return,
                T::RBrace => open -= 1,
                T::LBrace if open == 0 => return self.skip_block(),
                T::LBrace => open += 1,
                T::Semicolon if open == 0 => return self.bump(),
                T::Ident if self.starts_line() && self.begins_statement(open) => return,
                _ => {}
            }
            self.bump();
        }
    }

    /// Returns the number of braces that a statement has opened but not closed before the cursor.
    fn open_braces(&self, start: usize) -> u32 {
        self.tokens[start..self.at].iter().fold(0u32, |open, token| match token.kind() {
            T::LBrace => open + 1,
            T::RBrace => open.saturating_sub(1),
            _ => open,
        })
    }

    /// In an unclosed literal, a keyword may be the name of a field, which `:` or a bracket follows.
    fn begins_statement(&self, open: u32) -> bool {
        is_statement_keyword(self.word()) && (open == 0 || matches!(self.next_kind(), T::Ident | T::Equals))
    }

    /// Skips `{`, all to the `}` that closes it, and that.
    fn skip_block(&mut self) {
        let mut open = 0u32;
        while !self.at_end() {
            match self.kind() {
                T::LBrace => open += 1,
                T::RBrace => open -= 1,
                _ => {}
            }
            self.bump();
            if open == 0 {
                return;
            }
        }
    }

    /// The `}` of a body that was opened by the token `open`.
    fn close(&mut self, open: usize) -> Parsed {
        if self.eat(T::RBrace) {
            return Ok(());
        }
        self.never_closed(open, SyntaxProblem::BlockNotClosed);
        Ok(())
    }

    /// Says that what the token `open` opened is still open at the end of the file.
    #[cold]
    fn never_closed(&mut self, open: usize, problem: SyntaxProblem<'_>) {
        let span = self.token_span(open);
        self.last_error = Some(span.end);
        if let Some(error) = self.errors.report(span, problem) {
            error.label = Some((Span::at(self.text.len() as u32), "the file ends here"));
        }
    }
}

fn is_statement_keyword(word: &str) -> bool {
    matches!(
        word,
        "message"
            | "enum"
            | "service"
            | "rpc"
            | "option"
            | "oneof"
            | "extend"
            | "extensions"
            | "reserved"
            | "import"
            | "package"
            | "syntax"
            | "edition"
            | "optional"
            | "required"
            | "repeated"
    )
}
