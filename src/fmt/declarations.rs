//! The layout of declarations: the order of a file, bodies, statements, names and types.

use super::comments::{AtBlank, Resume, Waiting};
use super::page::Break;
use super::{Gap, Manner, Piece, Printer, pieces};
use protune_compiler::syntax::{
    ImportKind, ImportStatement, Node, NodeKind as N, OptionEntry, TokenKind as T, Tree,
};

/// Names and types are followed by more of their line.
const NAME: Manner = Manner { tight: true, below: false, paired: false, hanging: false };
const PLAIN: Manner = Manner { tight: false, below: false, paired: false, hanging: false };

/// In which order the declarations of a file are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// That of the text.
    Source,
    /// By section, imports and options by name.
    Sections,
}

/// Where declarations stand in a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Syntax,
    Package,
    Imports,
    Options,
    Rest,
}

impl<'t> Printer<'t> {
    /// Writes all declarations in the order of their sections. Comments that an empty line sets apart
    /// from what follows them do not move: they come before the first declaration that is written of
    /// those that stood behind them.
    pub(super) fn file(&mut self, order: Order) {
        let mut source = self.tree.root().children().map(first_token).peekable();
        let mut before = None;
        for declaration in declarations(self.tree, order) {
            let first = first_token(declaration);
            let gap = self.file_gap(before, declaration);
            while let Some(passed) = source.next_if(|&passed| passed <= first) {
                if let Some(end) = self.end_of_blank(passed) {
                    let tokens = self.lead_start(passed)..end;
                    self.waiting.push(Waiting { tokens, loses_newline: true });
                }
            }
            self.resume = self.end_of_blank(first).map(Resume::behind_blank);
            self.declaration(declaration, gap);
            before = Some(section(declaration));
        }
        let end = self.tree.tokens().len() as u32 - 1;
        if before.is_none() && self.has_comment(0..end) {
            self.page.raw_line();
        }
        let has_blank = before.is_some() && self.has_blank_before(end);
        self.lead(end, if has_blank { Gap::Blank } else { Gap::Line }, PLAIN);
    }

    fn file_gap(&self, before: Option<Section>, declaration: Node<'t>) -> Gap {
        let section = section(declaration);
        let is_blank = match before {
            None => false,
            Some(before) if before == section && matches!(section, Section::Imports | Section::Options) => {
                false
            }
            Some(Section::Syntax | Section::Package) if section == Section::Package => {
                self.has_blank_before(first_token(declaration))
            }
            Some(Section::Syntax) => true,
            Some(_) if section < Section::Rest => true,
            Some(_) => self.has_blank_before(first_token(declaration)),
        };
        if is_blank { Gap::Blank } else { Gap::Line }
    }

    fn declaration(&mut self, node: Node<'t>, gap: Gap) {
        match node.kind() {
            N::Empty => self.empty(node),
            N::Option => self.option(node, gap),
            _ => self.statement(node, gap),
        }
    }

    /// A stray `;` is left out; its comments are not.
    fn empty(&mut self, node: Node<'t>) {
        let token = first_token(node);
        let start = match self.resume.take() {
            Some(resume) => resume.start - resume.newlines as u32,
            None => self.lead_start(token),
        };
        let end = self.lead_start(self.next(token));
        for tokens in [start..token, token + 1..end] {
            self.waiting.push(Waiting { tokens, loses_newline: false });
        }
    }

    /// Everything but options: keywords, names, types and numbers with spaces between, and perhaps a
    /// body.
    fn statement(&mut self, node: Node<'t>, gap: Gap) {
        let mut gap = gap;
        let mut pieces = pieces(node);
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Token(token) => match self.kind(token) {
                    T::Semicolon | T::Comma => self.token(token, Gap::Inline, PLAIN),
                    T::LBrace => {
                        let rest: Vec<Piece<'t>> = pieces.collect();
                        return self.body(token, &rest);
                    }
                    T::LAngle => self.token(token, Gap::Keep, PLAIN),
                    T::RAngle => self.token(token, Gap::Keep, PLAIN),
                    _ if is_name(node, self.text(token)) => self.token(token, gap, NAME),
                    _ => self.token(token, gap, PLAIN),
                },
                Piece::Node(child) => {
                    let is_key = self.previous(first_token(child)).is_some_and(|t| self.kind(t) == T::LAngle);
                    let is_input = child.kind() == N::RpcType && self.is_input(child);
                    self.part(child, if is_key || is_input { Gap::Keep } else { gap });
                }
            }
            gap = Gap::Space;
        }
    }

    fn is_input(&self, types: Node<'t>) -> bool {
        self.previous(first_token(types)).is_some_and(|before| self.text(before) != "returns")
    }

    fn part(&mut self, node: Node<'t>, gap: Gap) {
        match node.kind() {
            N::Name | N::Path => self.path(node, gap),
            N::CompactOptions => self.compact_options(node),
            N::RpcType => self.rpc_type(node, gap),
            N::Scalar => self.scalar(node, gap, PLAIN),
            _ => self.statement(node, gap),
        }
    }

    /// What stands behind `{`: declarations and `}`.
    fn body(&mut self, open: u32, rest: &[Piece<'t>]) {
        self.token(open, Gap::Space, PLAIN);
        let Some((&Piece::Token(close), declarations)) = rest.split_last() else { return };
        let nodes = || {
            declarations.iter().filter_map(|piece| match piece {
                Piece::Node(node) => Some(*node),
                Piece::Token(_) => None,
            })
        };
        let is_empty = nodes().all(|node| node.kind() == N::Empty);
        if is_empty && !self.has_comment(open + 1..close) {
            self.page.push(self.text(close));
            return self.trail(close, PLAIN);
        }
        self.indented(|p| {
            let mut is_first = true;
            for node in nodes() {
                let has_blank = !is_first && p.has_blank_before(first_token(node));
                p.declaration(node, if has_blank { Gap::Blank } else { Gap::Line });
                is_first &= node.kind() == N::Empty;
            }
        });
        self.close(close, self.text(close), AtBlank::KeepNone, PLAIN);
    }

    /// `(stream a.B)`: on one line, unless a comment ends that line inside.
    fn rpc_type(&mut self, node: Node<'t>, gap: Gap) {
        let mark = self.page.mark();
        if !self.rpc_type_on_line(node, gap) {
            self.page.take_back(mark);
            self.rpc_type_in_lines(node, gap);
        }
    }

    /// Whether it is indeed on one line.
    fn rpc_type_on_line(&mut self, node: Node<'t>, gap: Gap) -> bool {
        let (open, close) = (first_token(node), node.token_range().end - 1);
        self.token(open, gap, PLAIN);
        self.page.indent();
        self.page.settle();
        let mark = self.page.mark();
        self.rpc_type_inside(node);
        self.page.dedent();
        self.lead(close, Gap::Keep, PLAIN);
        let is_on_line = !self.page.has_line_since(mark);
        self.page.push(")");
        self.trail(close, PLAIN);
        is_on_line
    }

    fn rpc_type_in_lines(&mut self, node: Node<'t>, gap: Gap) {
        let (open, close) = (first_token(node), node.token_range().end - 1);
        self.token(open, gap, PLAIN);
        self.page.separate(Break::Line);
        self.indented(|p| p.rpc_type_inside(node));
        self.page.separate(Break::Line);
        self.token(close, Gap::Keep, PLAIN);
    }

    fn rpc_type_inside(&mut self, node: Node<'t>) {
        let mut gap = Gap::Keep;
        for piece in pieces(node) {
            match piece {
                Piece::Token(token) if matches!(self.kind(token), T::LParen | T::RParen) => continue,
                Piece::Token(stream) => self.token(stream, gap, PLAIN),
                Piece::Node(path) => self.path(path, gap),
            }
            gap = Gap::Space;
        }
    }

    /// `a.b` or a single name.
    pub(super) fn path(&mut self, node: Node<'t>, gap: Gap) {
        self.path_in(node, gap, NAME);
    }

    pub(super) fn path_in(&mut self, node: Node<'t>, gap: Gap, manner: Manner) {
        let mut gap = gap;
        for token in node.own_tokens() {
            self.token(token, gap, manner);
            gap = Gap::Keep;
        }
    }

    /// `a.(b.c).d`
    pub(super) fn option_name(&mut self, name: Node<'t>, gap: Gap) {
        let mut gap = gap;
        for piece in pieces(name) {
            match piece {
                Piece::Token(dot) => self.token(dot, gap, NAME),
                Piece::Node(part) => self.name_part(part, gap),
            }
            gap = Gap::Keep;
        }
    }

    fn name_part(&mut self, part: Node<'t>, gap: Gap) {
        let mut gap = gap;
        for piece in pieces(part) {
            match piece {
                Piece::Node(path) => self.path(path, Gap::KeepTight),
                Piece::Token(open) if self.kind(open) == T::LParen => {
                    self.lead(open, gap, NAME);
                    self.page.push("(");
                    self.resume = Some(Resume::at(open + 1));
                }
                Piece::Token(token) => self.token(token, gap, NAME),
            }
            gap = Gap::Keep;
        }
    }
}

/// Words that are written like names.
fn is_name(node: Node<'_>, word: &str) -> bool {
    matches!((node.kind(), word), (N::MapField, "map") | (N::Range, "max"))
}

/// The declarations of a file in an order.
pub(super) fn declarations(tree: &Tree, order: Order) -> Vec<Node<'_>> {
    let mut declarations: Vec<Node<'_>> = tree.root().children().collect();
    if order == Order::Sections {
        declarations.sort_by_cached_key(|&declaration| place(declaration));
    }
    declarations
}

pub(super) fn first_token(node: Node<'_>) -> u32 {
    node.token_range().start
}

fn section(node: Node<'_>) -> Section {
    match node.kind() {
        N::Syntax | N::Edition => Section::Syntax,
        N::Package => Section::Package,
        N::Import => Section::Imports,
        N::Option => Section::Options,
        _ => Section::Rest,
    }
}

/// The section, then what comes later within it, then the name as it is written.
fn place(node: Node<'_>) -> (Section, bool, String) {
    let section = section(node);
    if let Some(import) = ImportStatement::cast(node) {
        let name = import.file().map_or("", |file| file.tree().token_text(first_token(file)));
        return (section, import.kind() == ImportKind::Option, name.to_owned());
    }
    let Some(name) = OptionEntry::cast(node).and_then(OptionEntry::name) else {
        return (section, false, String::new());
    };
    let name: String = name
        .token_range()
        .filter(|&token| !name.tree().tokens()[token as usize].kind.is_trivia())
        .map(|token| name.tree().token_text(token))
        .collect();
    (section, name.starts_with('('), name)
}
