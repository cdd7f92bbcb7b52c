//! The layout of options and their values: scalars, strings in several parts, literals, lists.

use super::comments::{AtBlank, Resume};
use super::declarations::first_token;
use super::page::{Break, Mark};
use super::{Gap, Manner, PLAIN, Printer};
use protune_compiler::syntax::{Node, NodeKind as N, Piece, TokenKind as T};

impl<'t> Printer<'t> {
    /// `option name = value;`
    pub(super) fn option(&mut self, node: Node<'t>, gap: Gap) {
        let mut gap = gap;
        for piece in node.pieces() {
            match piece {
                Piece::Token(token) if self.kind(token) == T::Semicolon => {
                    self.token(token, Gap::Inline, PLAIN);
                }
                Piece::Token(token) => self.token(token, gap, PLAIN),
                Piece::Node(name) if name.kind() == N::OptionName => self.option_name(name, gap),
                Piece::Node(value) => {
                    let manner = Manner { tight: true, hanging: true, ..PLAIN };
                    self.value(value, gap, manner);
                }
            }
            gap = Gap::Space;
        }
    }

    /// `[name = value]`: one stays on the line of its field, several have a line each.
    pub(super) fn compact_options(&mut self, node: Node<'t>) {
        let (open, close) = brackets(node);
        let mark = self.page.mark();
        let mut entries = node.children();
        let is_inline = match (entries.next(), entries.next()) {
            (Some(only), None) => !self.has_comment(open + 1..first_token(only)),
            _ => {
                self.style.inline_options && node.children().all(is_entry_flat) && self.may_break(open, close)
            }
        };
        if is_inline {
            self.inline_options(node);
            if !self.may_break(open, close) || self.has_room(mark, close, PLAIN) {
                return;
            }
            self.page.take_back(mark);
        }
        self.token(open, Gap::Space, PLAIN);
        let manner = Manner { below: true, ..PLAIN };
        self.indented(|p| {
            for piece in node.pieces() {
                match piece {
                    Piece::Token(comma) if p.kind(comma) == T::Comma => p.token(comma, Gap::Inline, PLAIN),
                    Piece::Token(_) => {}
                    Piece::Node(entry) => p.entry(entry, p.element_gap(first_token(entry), open), manner),
                }
            }
        });
        self.close(close, "]", AtBlank::KeepInner(self.element_gap(close, open)), PLAIN);
    }

    /// Options on the line of their field.
    fn inline_options(&mut self, node: Node<'t>) {
        let (open, close) = brackets(node);
        let manner = Manner { tight: true, ..PLAIN };
        self.token(open, Gap::Space, manner);
        let mut gap = Gap::None;
        for piece in node.pieces() {
            match piece {
                Piece::Token(comma) if self.kind(comma) == T::Comma => self.token(comma, Gap::Inline, manner),
                Piece::Token(_) => {}
                Piece::Node(entry) => {
                    self.entry(entry, gap, manner);
                    gap = Gap::Space;
                }
            }
        }
        self.token(close, Gap::Inline, manner);
    }

    /// Whether the content of brackets may be put on lines of its own if its line is too wide. Comments
    /// decide where there are any.
    fn may_break(&self, open: u32, close: u32) -> bool {
        self.style.line_width.is_some() && !self.has_comment(open..self.next(close))
    }

    /// Whether the text since a mark, up to a closing bracket, fits with the rest of its line.
    fn has_room(&self, since: Mark, close: u32, manner: Manner) -> bool {
        let Some(width) = self.style.line_width else { return true };
        let tail = match self.kind(self.next(close)) {
            T::Semicolon | T::Comma => 1,
            T::LBrace => 2,
            T::RBracket if manner.tight => 2,
            _ => 0,
        };
        self.style.columns(self.page.line_since(since)) + tail <= width
    }

    /// `name = value` between brackets.
    fn entry(&mut self, entry: Node<'t>, gap: Gap, manner: Manner) {
        for piece in entry.pieces() {
            match piece {
                Piece::Node(name) if name.kind() == N::OptionName => self.option_name(name, gap),
                Piece::Node(value) => {
                    let manner = self.listed(value, manner);
                    self.value(value, Gap::Space, Manner { hanging: true, ..manner });
                }
                Piece::Token(equals) => self.token(equals, Gap::Space, manner),
            }
        }
    }

    /// Returns the gap before an element that has a line of its own.
    fn element_gap(&self, first: u32, open: u32) -> Gap {
        let is_first = self.previous(first) == Some(open);
        if !is_first && self.has_blank_before(first) { Gap::Blank } else { Gap::Line }
    }

    pub(super) fn value(&mut self, node: Node<'t>, gap: Gap, manner: Manner) {
        match node.kind() {
            N::Literal => self.literal(node, gap, manner),
            N::List => self.list(node, gap, manner),
            _ => self.scalar(node, gap, manner),
        }
    }

    /// A number, a name or strings.
    pub(super) fn scalar(&mut self, node: Node<'t>, gap: Gap, manner: Manner) {
        let mut tokens = node.own_tokens();
        let Some(first) = tokens.next() else { return };
        let Some(second) = tokens.next() else { return self.token(first, gap, manner) };
        if self.kind(first) == T::String {
            return self.strings(node, manner);
        }
        self.token(first, gap, manner);
        let has_comment = self.has_comment(self.lead_start(second)..second);
        self.token(second, if has_comment { Gap::Space } else { Gap::None }, manner);
    }

    /// The manner of a value in a list: a name goes on to its comma.
    fn listed(&self, value: Node<'t>, manner: Manner) -> Manner {
        let last = value.token_range().end - 1;
        let goes_on = self.kind(last) == T::Ident && self.kind(self.next(last)) == T::Comma;
        Manner { tight: manner.tight || goes_on, ..manner }
    }

    /// Adjacent strings have a line each.
    fn strings(&mut self, node: Node<'t>, manner: Manner) {
        let tokens: Vec<u32> = node.own_tokens().collect();
        let last = tokens.len() - 1;
        let below = !node.text().contains('\n');
        let inner = Manner { below, ..PLAIN };
        if manner.hanging {
            self.page.indent();
        }
        for (at, &token) in tokens.iter().enumerate() {
            // What stands between two is before the second; with more, each has its own.
            if last == 1 && at == 1 {
                self.resume = Some(Resume::at(tokens[0] + 1));
            }
            self.lead(token, Gap::Line, PLAIN);
            self.page.push(self.text(token));
            if last > 1 || at == 1 {
                self.trail(token, if at == last { manner } else { inner });
            }
        }
        if manner.hanging {
            self.page.dedent();
        }
    }

    /// `[a, b]`
    fn list(&mut self, node: Node<'t>, gap: Gap, outer: Manner) {
        let (open, close) = brackets(node);
        let closing = Manner { below: outer.below && !outer.tight, ..outer };
        let mark = self.page.mark();
        self.token(open, gap, Manner { below: false, tight: false, ..outer });
        if !self.has_comment(open + 1..close) && is_flat(node) {
            let behind = self.page.mark();
            for element in node.children() {
                self.value(element, Gap::None, PLAIN);
            }
            self.page.push("]");
            if self.stays_flat(node, mark, outer) {
                return self.trail(close, closing);
            }
            self.page.take_back(behind);
        }
        let manner = Manner { below: true, paired: true, ..PLAIN };
        self.indented(|p| {
            for piece in node.pieces() {
                match piece {
                    Piece::Token(comma) if p.kind(comma) == T::Comma => p.token(comma, Gap::Inline, PLAIN),
                    Piece::Token(_) => {}
                    Piece::Node(element) => {
                        let gap = p.element_gap(first_token(element), open);
                        p.value(element, gap, p.listed(element, manner));
                    }
                }
            }
        });
        let closing = Manner { below: !outer.tight, ..outer };
        self.close(close, "]", AtBlank::KeepInner(self.element_gap(close, open)), closing);
    }

    /// `{a: b}`; `<a: b>` becomes that.
    fn literal(&mut self, node: Node<'t>, gap: Gap, outer: Manner) {
        let (open, close) = brackets(node);
        let closing = Manner { below: outer.below && !outer.tight, ..outer };
        let mark = self.page.mark();
        if is_flat(node) && !self.has_comment_in_field(open, close, node) {
            self.token_as(open, "{", gap, outer);
            for field in node.children() {
                self.literal_field(field, Gap::None, PLAIN);
            }
            self.page.push("}");
            if self.stays_flat(node, mark, outer) {
                return self.trail(close, closing);
            }
            self.page.take_back(mark);
        }
        self.lead(open, gap, outer);
        self.page.push("{");
        let behind = self.lead_start(self.next(open));
        self.indented(|p| {
            p.comment_lines(open + 1..behind);
            let blanks = p.blanks_between(node);
            let mut fields = 0;
            let mut is_before_container = false;
            for piece in node.pieces() {
                match piece {
                    Piece::Token(token) if matches!(p.kind(token), T::Comma | T::Semicolon) => {
                        p.separator(token, is_before_container);
                    }
                    Piece::Token(_) => {}
                    Piece::Node(field) => {
                        is_before_container = is_container(field);
                        let manner = Manner { below: true, tight: is_before_container, ..PLAIN };
                        let gap = if blanks.contains(&fields) { Gap::Blank } else { Gap::Line };
                        p.literal_field(field, gap, manner);
                        fields += 1;
                    }
                }
            }
        });
        let closing = Manner { below: !outer.tight, ..outer };
        self.close(close, "}", AtBlank::KeepInner(Gap::Line), closing);
    }

    /// A list or a literal that was written on one line has room there, or would not get any by having more.
    fn stays_flat(&self, node: Node<'t>, since: Mark, manner: Manner) -> bool {
        let (open, close) = brackets(node);
        node.children().next().is_none()
            || !self.may_break(open, close)
            || self.has_room(since, close, manner)
    }

    /// A comment keeps a single field from standing between its brackets on one line. Right behind the
    /// `]` of its name it does not.
    fn has_comment_in_field(&self, open: u32, close: u32, node: Node<'t>) -> bool {
        let name = node.children().next().and_then(|field| field.children().next());
        let Some((_, end)) = name.map(brackets) else { return self.has_comment(open + 1..close) };
        let mut behind = end + 1;
        if self.kind(end) == T::RBracket {
            behind = self.lead_start(self.next(end));
            if (end..behind).any(|at| self.kind(at) == T::LineComment) {
                return true;
            }
        }
        self.has_comment(open + 1..end) || self.has_comment(behind..close)
    }

    /// A `,` or `;` between fields is left out; its comments are not.
    fn separator(&mut self, token: u32, tight: bool) {
        let manner = Manner { tight, below: !tight, ..PLAIN };
        self.trail_until(self.lead_start(token)..token, manner);
        self.trail(token, manner);
    }

    /// The fields, by number, that have an empty line before them. Where no separators part the fields, buf
    /// counts those that end with `}`, and sets the empty line behind one before the field of that number
    /// as well.
    fn blanks_between(&self, literal: Node<'t>) -> Vec<usize> {
        let fields: Vec<Node<'t>> = literal.children().collect();
        let pairs = || fields.windows(2).map(|pair| (pair[0].token_range().end - 1, first_token(pair[1])));
        let is_blank = |&(_, (last, first)): &(usize, (u32, u32))| self.has_blank_between(last, first);
        let mut blanks: Vec<usize> = pairs().enumerate().filter(is_blank).map(|(at, _)| at + 1).collect();
        if pairs().all(|(last, first)| self.next(last) == first) {
            let braces = pairs().filter(|&(last, _)| self.kind(last) == T::RBrace).enumerate();
            blanks.extend(braces.filter(is_blank).map(|(at, _)| at + 1));
        }
        blanks
    }

    /// An empty line stands anywhere between two tokens, in comments too.
    fn has_blank_between(&self, before: u32, after: u32) -> bool {
        let (start, end) = (self.tree.token_span(before).end, self.tree.token_span(after).start);
        let mut lines = self.tree.text()[start as usize..end as usize].split('\n');
        lines.next();
        lines.next_back();
        lines.any(|line| line.trim().is_empty())
    }

    fn literal_field(&mut self, field: Node<'t>, gap: Gap, manner: Manner) {
        let mut has_colon = false;
        for piece in field.pieces() {
            match piece {
                Piece::Node(name) if name.kind() == N::NamePart => self.literal_name(name, gap, manner),
                Piece::Token(colon) => {
                    has_colon = true;
                    self.colon(colon, manner);
                }
                Piece::Node(value) => {
                    if !has_colon {
                        self.page.push(":");
                    }
                    self.value(value, Gap::Space, Manner { hanging: true, ..manner });
                }
            }
        }
    }

    fn colon(&mut self, colon: u32, manner: Manner) {
        let name_end = self.previous(colon).map_or(0, |token| token + 1);
        if self.has_comment(name_end..colon) {
            self.page.separate(Break::Space);
            return self.token(colon, Gap::Space, manner);
        }
        self.token(colon, Gap::None, manner);
    }

    /// `name`, `[path.of.extension]` or `[host/path.of.Message]`.
    fn literal_name(&mut self, name: Node<'t>, gap: Gap, manner: Manner) {
        let (open, close) = brackets(name);
        if open == close {
            return self.path(name, gap);
        }
        let is_broken = self.has_comment(open + 1..close);
        self.token(open, gap, PLAIN);
        if is_broken {
            self.page.separate(Break::Line);
            self.page.indent();
        }
        let mut gap = if is_broken { Gap::Line } else { Gap::None };
        let last = Manner { tight: true, below: is_broken, paired: is_broken, ..PLAIN };
        for piece in name.pieces() {
            match piece {
                Piece::Token(token) if token == open || token == close => continue,
                Piece::Token(slash) => self.token(slash, gap, last),
                Piece::Node(path) => self.path_in(path, gap, last),
            }
            gap = Gap::Keep;
        }
        let closing = Manner { below: is_broken && !manner.tight, ..manner };
        if !is_broken {
            return self.token(close, Gap::None, closing);
        }
        self.page.dedent();
        self.close(close, "]", AtBlank::KeepInner(self.element_gap(close, open)), closing);
    }
}

fn brackets(node: Node<'_>) -> (u32, u32) {
    let tokens = node.token_range();
    (tokens.start, tokens.end - 1)
}

/// Nothing, or one scalar in one piece, stands between the brackets.
fn is_flat(node: Node<'_>) -> bool {
    let mut children = node.children();
    match (children.next(), children.next()) {
        (None, _) => true,
        (Some(only), None) => {
            let value = if only.kind() == N::LiteralField { only.children().nth(1) } else { Some(only) };
            value.is_some_and(|value| value.kind() == N::Scalar && !is_in_parts(value))
        }
        _ => false,
    }
}

/// The value of an option takes one line.
fn is_entry_flat(entry: Node<'_>) -> bool {
    entry.children().all(|child| match child.kind() {
        N::Literal | N::List => is_flat(child),
        N::Scalar => !is_in_parts(child),
        _ => true,
    })
}

/// Several adjacent strings.
fn is_in_parts(scalar: Node<'_>) -> bool {
    let is_string = |&token: &u32| scalar.tree().tokens()[token as usize].kind() == T::String;
    scalar.own_tokens().filter(is_string).count() > 1
}

/// The value of a field of a literal is a literal or a list.
fn is_container(field: Node<'_>) -> bool {
    field.children().any(|child| matches!(child.kind(), N::Literal | N::List))
}
