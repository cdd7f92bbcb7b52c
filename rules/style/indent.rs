//! Lines that are not indented by their level.

use super::statements;
use crate::context::{FileContext, Findings};
use crate::edits;
use crate::options::{Default, RuleOption};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Edit, Fix, Safety, Severity};
use protune_compiler::syntax::{Node, NodeKind, TokenKind, Tree};
use protune_compiler::text::Span;

pub static RULE: Room = Room {
    id: "STYLE_INDENT",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:INDENT"],
    severity: Severity::Warning,
    doc: include_str!("indent.md"),
    options: &[&INDENT, &ONE_LINE],
    check: Check::File(check),
};

static INDENT: RuleOption = RuleOption {
    name: "style_indent",
    doc: "indentation of each level: `2`, `4` or `8` spaces, or `tab`",
    default: Default::OneOf(&["2", "4", "8", "tab"]),
};

static ONE_LINE: RuleOption = RuleOption {
    name: "style_indent_allows_one_line",
    doc: "allow several statements on one line",
    default: Default::Flag(false),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let tree = cx.file.data().tree();
    // The blocks of a broken file are not certain.
    if !tree.errors().is_empty() {
        return;
    }
    let newline = if tree.text().contains("\r\n") { "\r\n" } else { "\n" };
    let sheet = Sheet { cx, tree, unit: unit(cx.text(&INDENT)), newline, one_line: cx.flag(&ONE_LINE) };
    let mut previous = 0;
    let mut blocks: Vec<(u32, usize)> = Vec::new();
    statements::walk(tree.root(), 0, &mut |statement, level| {
        let range = statement.token_range();
        while let Some((brace, level)) = blocks.pop_if(|(brace, _)| *brace < range.start) {
            sheet.comments(previous..brace, level + 1, out);
            previous = brace;
        }
        sheet.comments(previous..range.start, level, out);
        sheet.statement(statement, level, out);
        previous = range.end;
        if let Some(brace) = statement.token(TokenKind::LBrace)
            && let Some(closing) = statement.closing_brace().or_else(|| group_end(statement))
        {
            sheet.closing(statement, closing, level, out);
            blocks.push((closing, level));
            previous = brace + 1;
        }
    });
    while let Some((brace, level)) = blocks.pop() {
        sheet.comments(previous..brace, level + 1, out);
        previous = brace;
    }
    sheet.comments(previous..tree.tokens().len() as u32, 0, out);
}

/// Blanks of one level.
fn unit(option: &str) -> String {
    match option.parse::<usize>() {
        Ok(spaces) => " ".repeat(spaces),
        Err(_) => "\t".to_owned(),
    }
}

/// A group ends as a message does.
fn group_end(statement: Node<'_>) -> Option<u32> {
    (statement.kind() == NodeKind::Group).then(|| statement.token(TokenKind::RBrace))?
}

struct Sheet<'c, 's> {
    cx: &'c FileContext<'s>,
    tree: &'s Tree,
    unit: String,
    newline: &'static str,
    one_line: bool,
}

impl Sheet<'_, '_> {
    fn statement(&self, statement: Node<'_>, level: usize, out: &mut Findings) {
        // A stray semicolon behind a statement belongs to it.
        let follows = statement.kind() == NodeKind::Empty;
        self.line(statement.token_range().start, level, "statement", follows, out);
    }

    fn closing(&self, statement: Node<'_>, brace: u32, level: usize, out: &mut Findings) {
        let is_bare =
            statement.kind() == NodeKind::Rpc && !statement.children().any(statements::is_statement);
        self.line(brace, level, "closing brace", is_bare, out);
    }

    /// Comments that begin a line.
    fn comments(&self, tokens: std::ops::Range<u32>, level: usize, out: &mut Findings) {
        for token in tokens {
            if matches!(
                self.tree.tokens()[token as usize].kind(),
                TokenKind::LineComment | TokenKind::BlockComment
            ) {
                self.line(token, level, "comment", true, out);
            }
        }
    }

    /// Reports the token unless it begins its line at this level; `may_follow` others on the line.
    fn line(&self, token: u32, level: usize, what: &str, may_follow: bool, out: &mut Findings) {
        let (text, span) = (self.tree.text(), self.tree.token_span(token));
        let wanted = self.unit.repeat(level);
        match edits::indent(text, span.start) {
            Some(blanks) if blanks == wanted => {}
            Some(blanks) => {
                let place = Span::new(span.start - blanks.len() as u32, span.start);
                let message =
                    format!("the {what} should be indented by {}, not by {}", said(&wanted), said(blanks));
                let title = format!("indent it by {}", said(&wanted));
                out.push(self.finding(span, message, title, place, wanted));
            }
            None if may_follow || self.one_line => {}
            None => {
                let before = text[..span.start as usize].trim_end_matches([' ', '\t']);
                let place = Span::new(before.len() as u32, span.start);
                let message = format!("the {what} should have a line of its own");
                let title = "move it to a line of its own".to_owned();
                out.push(self.finding(span, message, title, place, format!("{}{wanted}", self.newline)));
            }
        }
    }

    fn finding(&self, at: Span, message: String, title: String, replaced: Span, text: String) -> Diagnostic {
        let edit = Edit { file: self.cx.file.id, span: replaced, text };
        self.cx.finding(self.cx.file.place(at), message).fix(Fix::new(title, Safety::Safe, vec![edit]))
    }
}

fn said(blanks: &str) -> String {
    let of =
        |count: usize, what: &str| if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") };
    match (blanks.matches(' ').count(), blanks.matches('\t').count()) {
        (spaces, 0) => of(spaces, "space"),
        (0, tabs) => of(tabs, "tab"),
        (spaces, tabs) => format!("{} and {}", of(spaces, "space"), of(tabs, "tab")),
    }
}
