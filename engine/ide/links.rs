//! Links in a text: imports, addresses in comments, rules in comments that hide findings.

use protune_compiler::schema::{FileId, Schema};
use protune_compiler::syntax::TokenKind;
use protune_compiler::text::Span;
use protune_rules::Catalog;

/// A part of a text that leads elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// The part.
    pub span: Span,
    /// Target of the link.
    pub target: LinkTarget,
}

/// Target of a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LinkTarget {
    /// A file of the schema.
    File(FileId),
    /// An address.
    Address(String),
    /// The id of a rule.
    Rule(String),
}

/// Returns the links of a file in text order.
pub fn links(schema: &Schema, file: FileId, catalog: &Catalog) -> Vec<Link> {
    let view = schema.file(file);
    let (tree, text) = (view.data().tree(), view.text());
    let mut links: Vec<Link> = Vec::new();
    for import in view.imports() {
        if let Some(target) = import.target() {
            let span = inside_quotes(text, import.name_span());
            links.push(Link { span, target: LinkTarget::File(target.id) });
        }
    }
    for (at, token) in tree.tokens().iter().enumerate() {
        if matches!(token.kind(), TokenKind::LineComment | TokenKind::BlockComment) {
            let span = tree.token_span(at as u32);
            addresses(text, span, &mut links);
            rules(text, span, catalog, &mut links);
        }
    }
    links.sort_by_key(|link| link.span);
    links
}

fn inside_quotes(text: &str, span: Span) -> Span {
    let written = span.of(text);
    let is_quoted = written.len() >= 2 && written.starts_with(['"', '\'']) && written.ends_with(['"', '\'']);
    if is_quoted { Span::new(span.start + 1, span.end - 1) } else { span }
}

fn addresses(text: &str, comment: Span, links: &mut Vec<Link>) {
    let written = comment.of(text);
    let mut from = 0;
    while let Some(at) = written[from..].find("://").map(|at| from + at) {
        let start = written[..at].rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |before| before + 1);
        from = at + 3;
        if !matches!(&written[start..at], "http" | "https") {
            continue;
        }
        let is_end = |c: char| c.is_whitespace() || c.is_control() || "<>\"'`{}|\\^".contains(c);
        let len = written[from..].find(is_end).unwrap_or(written.len() - from);
        let address =
            written[start..from + len].trim_end_matches(['.', ',', ';', ':', ')', ']', '!', '?', '*']);
        if address.len() > from - start {
            let begin = comment.start + start as u32;
            let span = Span::new(begin, begin + address.len() as u32);
            links.push(Link { span, target: LinkTarget::Address(address.to_owned()) });
        }
        from += len;
    }
}

fn rules(text: &str, comment: Span, catalog: &Catalog, links: &mut Vec<Link>) {
    for (span, id) in named_rules(text, comment) {
        if catalog.find(id).is_some() {
            links.push(Link { span, target: LinkTarget::Rule(id.to_owned()) });
        }
    }
}

/// The rules that a comment names in order to hide their findings.
pub(super) fn named_rules(text: &str, comment: Span) -> Vec<(Span, &str)> {
    let written = comment.of(text);
    let mut out = Vec::new();
    for mark in ["protune: ignore", "buf:lint:ignore "] {
        let Some(at) = written.find(mark).map(|at| at + mark.len()) else { continue };
        let rest = written[at..].lines().next().unwrap_or_default();
        let list = match mark.ends_with(' ') {
            true => rest.split_whitespace().next().unwrap_or_default(),
            false => rest.split_once(']').map_or(rest, |(list, _)| list),
        };
        for word in list.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            let start = comment.start + (word.as_ptr() as usize - written.as_ptr() as usize) as u32;
            if word.len() > 2 && word.bytes().all(|b| !b.is_ascii_lowercase()) {
                out.push((Span::new(start, start + word.len() as u32), word));
            }
        }
    }
    out
}
