//! The layout of declarations: the order of a file, bodies, statements, names and types.

use super::columns::{Stops, aligned};
use super::comments::{AtBlank, Resume, Waiting};
use super::options::file_options;
use super::page::Break;
use super::{Gap, Manner, PLAIN, Printer, Style};
use protune_compiler::syntax::{
    ImportKind, ImportStatement, Node, NodeId, NodeKind as N, Piece, TokenKind as T, Tree,
};
use std::collections::HashMap;

/// Names and types are followed by more of their line.
const NAME: Manner = Manner { tight: true, ..PLAIN };

/// Order of the declarations in a formatted file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Order of the text.
    Source,
    /// By section, imports and options by name.
    Sections,
}

/// Section of a file that declarations stand in.
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
        for declaration in declarations(self.tree, order, self.style) {
            let first = first_token(declaration);
            let gap = self.file_gap(before, declaration);
            while let Some(passed) = source.next_if(|&passed| passed <= first) {
                if let Some(end) = self.end_of_blank(passed) {
                    let tokens = self.lead_start(passed)..end;
                    self.wait(Waiting { tokens, loses_newline: true });
                }
            }
            self.resume = self.end_of_blank(first).map(Resume::behind_blank);
            self.declaration(declaration, gap);
            before = Some(declaration);
        }
        let end = self.tree.tokens().len() as u32 - 1;
        if before.is_none() && self.has_comment(0..end) {
            self.page.raw_line();
        }
        let has_blank = before.is_some() && self.has_blank_before(end);
        self.lead(end, if has_blank { Gap::Blank } else { Gap::Line }, PLAIN);
    }

    fn file_gap(&self, before: Option<Node<'t>>, declaration: Node<'t>) -> Gap {
        let Some(before) = before else { return Gap::Line };
        let has_blank = || self.has_blank_before(first_token(declaration));
        let is_blank = match (section(before), section(declaration)) {
            (Section::Options, Section::Options) => false,
            (Section::Imports, Section::Imports) => self.group(before) != self.group(declaration),
            (Section::Syntax | Section::Package, Section::Package) => has_blank(),
            (Section::Syntax, _) => true,
            (_, Section::Rest) => has_blank() || self.stands_apart(before, declaration),
            _ => true,
        };
        if is_blank { Gap::Blank } else { Gap::Line }
    }

    fn group(&self, import: Node<'t>) -> (bool, usize) {
        let (_, is_option, group, _) = place(import, self.style);
        (is_option && !self.style.import_groups.is_empty(), group)
    }

    /// An empty line is asked for between two declarations.
    fn stands_apart(&self, before: Node<'t>, after: Node<'t>) -> bool {
        let has_body = |node: Node<'t>| node.token(T::LBrace).is_some();
        self.style.blank_lines && (has_body(before) || has_body(after))
    }

    fn declaration(&mut self, node: Node<'t>, gap: Gap) {
        if self.differs() {
            return;
        }
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
            self.wait(Waiting { tokens, loses_newline: false });
        }
    }

    /// Everything but options: keywords, names, types and numbers with spaces between, and perhaps a
    /// body.
    fn statement(&mut self, node: Node<'t>, gap: Gap) {
        let mut gap = gap;
        let mut name = None;
        let mut pieces = node.pieces();
        while let Some(piece) = pieces.next() {
            match piece {
                Piece::Token(equals) if self.kind(equals) == T::Equals => {
                    self.stop(node, name, equals);
                    self.token(equals, gap, PLAIN);
                }
                Piece::Token(token) => match self.kind(token) {
                    T::Semicolon | T::Comma => self.token(token, Gap::Inline, PLAIN),
                    T::LBrace => {
                        let rest: Vec<Piece<'t>> = pieces.collect();
                        return self.body(token, &rest);
                    }
                    T::LAngle => self.token(token, Gap::Keep, PLAIN),
                    T::RAngle => self.token(token, Gap::Keep, PLAIN),
                    _ if self.is_name(node, token) => self.token(token, gap, NAME),
                    _ => self.token(token, gap, PLAIN),
                },
                Piece::Node(child) => {
                    name = (child.kind() == N::Name).then_some(self.page.text().len());
                    let is_key = self.previous(first_token(child)).is_some_and(|t| self.kind(t) == T::LAngle);
                    let is_input = child.kind() == N::RpcType && self.is_input(child);
                    self.part(child, if is_key || is_input { Gap::Keep } else { gap });
                }
            }
            gap = Gap::Space;
        }
    }

    /// Notes where a field or an enum value can be padded, which is about to be written from `=` on.
    fn stop(&mut self, node: Node<'t>, name: Option<usize>, equals: u32) {
        let is_field = match node.kind() {
            N::Field | N::MapField => true,
            N::EnumValue => false,
            _ => return,
        };
        if !self.style.align_fields || self.has_comment(first_token(node)..equals) {
            return;
        }
        let text = self.page.text();
        let line = text.rfind('\n').map_or(0, |newline| newline + 1);
        let start = text.len() - text[line..].trim_start().len();
        let equals = text.len();
        self.stops.push(Stops { start, name: name.filter(|_| is_field), equals });
    }

    /// Whether a keyword is written like a name.
    fn is_name(&self, node: Node<'t>, keyword: u32) -> bool {
        match node.kind() {
            N::MapField => self.text(keyword) == "map",
            N::Range => self.text(keyword) == "max",
            _ => false,
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

    /// Writes the text behind `{`: declarations and `}`.
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
            let outer = std::mem::take(&mut p.stops);
            let mut before = None;
            for node in nodes() {
                let has_blank = before.is_some_and(|before| {
                    p.has_blank_before(first_token(node)) || p.stands_apart(before, node)
                });
                p.declaration(node, if has_blank { Gap::Blank } else { Gap::Line });
                before = (node.kind() != N::Empty).then_some(node).or(before);
            }
            let stops = std::mem::replace(&mut p.stops, outer);
            if let Some((from, text)) = aligned(p.page.text(), &stops) {
                p.page.rewrite(from, &text);
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
        for piece in node.pieces() {
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
        for piece in name.pieces() {
            match piece {
                Piece::Token(dot) => self.token(dot, gap, NAME),
                Piece::Node(part) => self.name_part(part, gap),
            }
            gap = Gap::Keep;
        }
    }

    fn name_part(&mut self, part: Node<'t>, gap: Gap) {
        let mut gap = gap;
        for piece in part.pieces() {
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

/// The declarations of a file in an order.
pub(super) fn declarations<'t>(tree: &'t Tree, order: Order, style: &Style) -> Vec<Node<'t>> {
    let mut declarations: Vec<Node<'t>> = tree.root().children().collect();
    if order == Order::Sections {
        let keys: HashMap<NodeId, String> =
            file_options(tree).iter().map(|option| (option.node.id(), option.key())).collect();
        declarations.sort_by_cached_key(|&declaration| match keys.get(&declaration.id()) {
            Some(key) => (Section::Options, key.starts_with('('), 0, key.clone()),
            None => place(declaration, style),
        });
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

/// The section, then what comes later within it, the group of an import, and the name as it is written.
fn place(node: Node<'_>, style: &Style) -> (Section, bool, usize, String) {
    let section = section(node);
    let Some(import) = ImportStatement::cast(node) else { return (section, false, 0, String::new()) };
    let name = import.file().map_or("", |file| file.tree().token_text(first_token(file)));
    let group = style.import_group(name.trim_start_matches(['"', '\'']));
    (section, import.kind() == ImportKind::Option, group, name.to_owned())
}
