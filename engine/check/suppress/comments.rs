//! From comments to claims: reads the four kinds of comments that hide findings. Judges none of them.

use super::Policy;
use super::names::{self, Named};
use super::reach::{Beside, Declarations, Extent};
use memchr::memmem;
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::FileView;
use protune_compiler::syntax::{Node, NodeKind, Token, TokenKind, Tree, attached_comments, leading_comment};
use protune_compiler::text::Span;
use protune_rules::{Catalog, Flaw, Meaning, Name, Removal, Style, Suppression};

/// Suppressions in the comments of a file.
pub(super) struct Comments<'p> {
    /// The rules that they may name.
    pub(super) catalog: &'p Catalog,
    /// Ours, and buf's where they count. Those of others are for others to judge.
    pub(super) suppressions: Vec<Suppression>,
    pub(super) claims: Vec<Claim>,
}

/// Findings of some rules at some place are to be hidden.
pub(super) struct Claim {
    pub(super) rules: Named,
    pub(super) reach: Extent,
    /// The suppression that says so, and the place of the name in it.
    pub(super) of: Option<(usize, usize)>,
    pub(super) is_used: bool,
}

impl Claim {
    /// The claim is about this finding, as far as the rule goes.
    pub(super) fn take(&mut self, finding: &Diagnostic) -> bool {
        let takes = self.rules.include(finding.rule);
        self.is_used |= takes;
        takes
    }
}

const OURS: &str = "protune:";
const BUF: &str = "buf:lint:ignore ";
const PROTOLINT: &str = "protolint:";
const API_LINTER: &str = "api-linter:";

/// A text may hold comments of any kind. All kinds but ours have the word `lint` in their marks.
pub(in crate::check) fn are_in(text: &str) -> bool {
    memmem::find(text.as_bytes(), OURS.as_bytes()).is_some()
        || memmem::find(text.as_bytes(), b"lint").is_some()
            && [BUF, PROTOLINT, API_LINTER].iter().any(|mark| text.contains(mark))
}

pub(super) fn read<'p>(file: FileView<'_>, policy: &Policy<'p>) -> Comments<'p> {
    let tree = file.data().tree();
    let declarations = Declarations::new(tree, file.lines());
    let mut found = Comments { catalog: policy.catalog, suppressions: Vec::new(), claims: Vec::new() };
    let mut regions = Regions::default();
    let (mut of_buf, mut of_api_linter): (Vec<Line<'_>>, Vec<Line<'_>>) = (Vec::new(), Vec::new());
    for line in comment_lines(tree) {
        if let Some(suppression) = ours(line.text, line.start, || line.removal()) {
            found.add_ours(suppression, line.comment, &declarations);
        }
        if policy.buf && line.text.starts_with(BUF) {
            of_buf.push(line);
        } else {
            if policy.foreign {
                found.add_protolint(&line, tree, &declarations, &mut regions);
            }
            if line.text.contains(API_LINTER) {
                of_api_linter.push(line);
            }
        }
    }
    found.claims.append(&mut regions.done);
    found.add_buf(&of_buf, &declarations);
    found.add_api_linter(&of_api_linter, tree, &declarations, policy.foreign);
    found
}

/// A line of a comment, without the marks and spaces around it.
#[derive(Clone, Copy)]
struct Line<'t> {
    /// The token of the comment.
    comment: u32,
    whole_comment: Span,
    text: &'t str,
    start: u32,
    /// The comment says nothing else.
    is_all: bool,
    /// With its newline, where the comment begins above and ends below.
    middle: Option<Span>,
}

impl Line<'_> {
    fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.len() as u32)
    }

    fn removal(&self) -> Removal {
        if self.is_all {
            Removal::Comment(self.whole_comment)
        } else {
            Removal::Part(self.middle.unwrap_or(self.span()))
        }
    }
}

fn comment_lines(tree: &Tree) -> impl Iterator<Item = Line<'_>> {
    let tokens = tree.tokens().iter().enumerate();
    tokens.flat_map(|(at, token)| match token.kind() {
        TokenKind::LineComment => vec![of_line_comment(tree, at as u32)],
        TokenKind::BlockComment => of_block_comment(tree, at as u32),
        _ => Vec::new(),
    })
}

fn of_line_comment(tree: &Tree, comment: u32) -> Line<'_> {
    let (whole, text) = (tree.token_span(comment), tree.token_text(comment));
    let trimmed = text[2..].trim_start();
    let start = whole.start + (text.len() - trimmed.len()) as u32;
    Line { comment, whole_comment: whole, text: trimmed.trim_end(), start, is_all: true, middle: None }
}

/// Its lines lose the space, and one star, that they begin with; the first has no star to lose.
fn of_block_comment(tree: &Tree, comment: u32) -> Vec<Line<'_>> {
    let (whole, text) = (tree.token_span(comment), tree.token_text(comment));
    let body = text[2..].strip_suffix("*/").unwrap_or(&text[2..]);
    let mut at = whole.start + 2;
    let mut lines: Vec<Line<'_>> = Vec::new();
    for raw in body.split_inclusive('\n') {
        let mut trimmed = raw.trim_start();
        if !lines.is_empty() {
            trimmed = trimmed.strip_prefix('*').unwrap_or(trimmed).trim_start();
        }
        let start = at + (raw.len() - trimmed.len()) as u32;
        let end = at + raw.len() as u32;
        let middle = (!lines.is_empty() && raw.ends_with('\n')).then(|| Span::new(at, end));
        let text = trimmed.trim_end();
        lines.push(Line { comment, whole_comment: whole, text, start, is_all: false, middle });
        at = end;
    }
    lines.retain(|line| !line.text.is_empty());
    if let [only] = &mut lines[..] {
        only.is_all = true;
    }
    lines
}

/// Reads `protune: ignore[RULE, RULE] reason` in a line of a comment that starts at an offset. Other words behind the mark
/// are not about findings.
pub(super) fn ours(line: &str, at: u32, removal: impl FnOnce() -> Removal) -> Option<Suppression> {
    let text = line.trim_start_matches(['/', '*', '!', '#', ' ', '\t']);
    let start = at + (line.len() - text.len()) as u32;
    let rest = text.strip_prefix(OURS)?.trim_start();
    let word_len =
        rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(rest.len());
    let (word, behind) = rest.split_at(word_len);
    let (style, flaw) = match word {
        "ignore" => (Style::Ours, None),
        "ignore-file" => (Style::OursForFile, None),
        _ if word.starts_with("ignore") => (Style::Ours, Some(Flaw::UnknownWord)),
        _ => return None,
    };
    let span = Span::new(start, at + line.len() as u32);
    let mut suppression =
        Suppression { style, span, removal: removal(), names: Vec::new(), reason: String::new(), flaw };
    let brackets = behind.trim_start().strip_prefix('[').and_then(|list| list.split_once(']'));
    match brackets {
        _ if flaw.is_some() => {}
        Some((list, reason)) if list.split(',').any(|name| !name.trim().is_empty()) => {
            let list_start = span.end - (list.len() + 1 + reason.len()) as u32;
            suppression.names = names_in(list, list_start);
            suppression.reason =
                reason.trim_matches([' ', '\t', ':', '-', '\u{2013}', '\u{2014}']).to_owned();
        }
        _ => suppression.flaw = Some(Flaw::NoNames),
    }
    Some(suppression)
}

fn names_in(list: &str, mut at: u32) -> Vec<Name> {
    let mut names = Vec::new();
    for part in list.split(',') {
        let (text, start) = (part.trim(), at + (part.len() - part.trim_start().len()) as u32);
        at += part.len() as u32 + 1;
        if !text.is_empty() {
            let span = Span::new(start, start + text.len() as u32);
            names.push(Name { span, text: text.to_owned(), meaning: Meaning::Untried });
        }
    }
    names
}

impl Comments<'_> {
    fn add_ours(&mut self, mut suppression: Suppression, comment: u32, declarations: &Declarations<'_>) {
        let reaches = match (suppression.style, declarations.beside(comment)) {
            (Style::OursForFile, _) => vec![Extent::FILE],
            (_, Beside::Line(line)) => vec![Extent::of(line)],
            (_, Beside::Below { line, declaration }) => {
                [Some(line), declaration].into_iter().flatten().map(Extent::of).collect()
            }
            (_, Beside::Nothing) => {
                suppression.flaw = suppression.flaw.or(Some(Flaw::CoversNothing));
                Vec::new()
            }
        };
        self.add(suppression, &reaches);
    }

    /// Adds one of ours that hides findings in these places.
    pub(super) fn add(&mut self, mut suppression: Suppression, reaches: &[Extent]) {
        for (at, name) in suppression.names.iter_mut().enumerate() {
            match names::of_ours(&name.text, self.catalog) {
                Ok(rules) => self.claim(&rules, reaches, Some((self.suppressions.len(), at))),
                Err(meaning) => name.meaning = meaning,
            }
        }
        self.suppressions.push(suppression);
    }

    /// Adds the suppressions of buf. Only the last of the comments above a declaration may lead it. The
    /// compiler knows how many of their lines that one has.
    fn add_buf(&mut self, lines: &[Line<'_>], declarations: &Declarations<'_>) {
        let below = |line: &Line<'_>| declarations.below(line.comment).map(Node::id);
        for above in lines.chunk_by(|a, b| below(a) == below(b)) {
            let node = declarations.below(above[0].comment).filter(|node| is_commented(*node));
            let leading = node.map(leading_comment).unwrap_or_default();
            let count = leading.split('\n').filter(|line| line.trim().starts_with(BUF)).count();
            let apart = above.len().saturating_sub(count);
            for line in &above[..apart] {
                self.add_buf_line(line, Err(Flaw::CoversNothing));
            }
            let reaches = node.map(|node| declarations.led_by(node)).unwrap_or_default();
            for line in &above[apart..] {
                self.add_buf_line(line, Ok(&reaches));
            }
        }
    }

    fn add_buf_line(&mut self, line: &Line<'_>, reaches: Result<&[Extent], Flaw>) {
        let rest = &line.text[BUF.len()..];
        // One space too many is a part of the name: buf finds no rule by it.
        let trimmed = rest.trim_start();
        let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len()) + rest.len() - trimmed.len();
        let (name, reason) = rest.split_at(end);
        let start = line.span().end - rest.len() as u32;
        let (claimed, flaw) = match reaches {
            Ok([]) => (&[][..], Some(Flaw::CoversNothing)),
            Ok(reaches) => (reaches, None),
            Err(flaw) => (&[][..], Some(flaw)),
        };
        let mut name = Name {
            span: Span::new(start, start + name.len() as u32),
            text: name.to_owned(),
            meaning: Meaning::Untried,
        };
        match names::of_buf(rest, self.catalog) {
            Ok(rules) => self.claim(&rules, claimed, Some((self.suppressions.len(), 0))),
            Err(meaning) => name.meaning = meaning,
        }
        self.suppressions.push(Suppression {
            style: Style::Buf,
            span: line.span(),
            removal: line.removal(),
            names: vec![name],
            reason: reason.trim().to_owned(),
            flaw,
        });
    }

    fn add_protolint(
        &mut self,
        line: &Line<'_>,
        tree: &Tree,
        declarations: &Declarations<'_>,
        regions: &mut Regions,
    ) {
        let Some((_, said)) = line.text.split_once(PROTOLINT) else { return };
        let mut words = said.split_whitespace();
        let Some(command) = words.next() else { return };
        let catalog = self.catalog;
        for rules in words.filter_map(|id| names::of_protolint(id, catalog)) {
            match (command, declarations.beside(line.comment)) {
                ("disable", _) => regions.open(rules, line.start, line.comment < first_token(tree)),
                ("enable", _) => regions.close(&rules, line.start),
                ("disable:this", Beside::Line(reach))
                | ("disable:next", Beside::Below { line: reach, .. }) => {
                    self.claim(&rules, &[Extent::of(reach)], None);
                }
                _ => {}
            }
        }
    }

    /// Only what leads a declaration is about it; the head of the file is about all of it. Such comments always hide
    /// findings of the rules of api-linter itself, and those of the same rules in other wings if comments of others
    /// count.
    fn add_api_linter(
        &mut self,
        lines: &[Line<'_>],
        tree: &Tree,
        declarations: &Declarations<'_>,
        counts_for_others: bool,
    ) {
        if lines.is_empty() {
            return;
        }
        let head = head(tree).map(Node::id);
        let below = |line: &Line<'_>| declarations.below(line.comment).map(Node::id);
        let count = |comment: &str| comment.split('\n').filter(|line| line.contains(API_LINTER)).count();
        for above in lines.chunk_by(|a, b| below(a) == below(b)) {
            let node = declarations.below(above[0].comment).filter(|node| is_commented(*node));
            let Some(node) = node else { continue };
            let comments = attached_comments(node);
            let (apart, leading) = above.split_at(above.len().saturating_sub(count(&comments.leading)));
            let detached = comments.detached.iter().map(|comment| count(comment)).sum();
            let detached = &apart[apart.len().saturating_sub(detached)..];
            let is_head = head == Some(node.id());
            let heads_alone = is_head && comments.detached.is_empty();
            let reaches = if heads_alone { vec![Extent::FILE] } else { declarations.led_by(node) };
            for line in leading {
                self.add_api_linter_line(line, &reaches, counts_for_others);
            }
            for line in detached.iter().filter(|_| is_head) {
                self.add_api_linter_line(line, &[Extent::FILE], counts_for_others);
            }
        }
    }

    fn add_api_linter_line(&mut self, line: &Line<'_>, reaches: &[Extent], counts_for_others: bool) {
        let Some((_, said)) = line.text.split_once(API_LINTER) else { return };
        // A line is about one rule: all before the last mark is its name.
        let is_mark = |&(at, _): &(usize, &str)| said[at + 1..].trim_start().starts_with("disabled");
        let Some((end, _)) = said.rmatch_indices('=').find(is_mark) else { return };
        if let Some(rules) = names::of_api_linter(said[..end].trim(), self.catalog, counts_for_others) {
            self.claim(&rules, reaches, None);
        }
    }

    fn claim(&mut self, rules: &Named, reaches: &[Extent], of: Option<(usize, usize)>) {
        let claims = reaches.iter().map(|&reach| Claim { rules: rules.clone(), reach, of, is_used: false });
        self.claims.extend(claims);
    }
}

/// An option between brackets has no comments of its own.
fn is_commented(node: Node<'_>) -> bool {
    node.kind() != NodeKind::Option || node.text().ends_with(';')
}

/// The statement whose comments are those of the file for api-linter: the first one of the head with comments above it.
fn head(tree: &Tree) -> Option<Node<'_>> {
    const HEAD: &[NodeKind] =
        &[NodeKind::Syntax, NodeKind::Edition, NodeKind::Package, NodeKind::Import, NodeKind::Option];
    tree.root().children().filter(|node| HEAD.contains(&node.kind())).find(|node| {
        let comments = attached_comments(*node);
        !comments.leading.is_empty() || !comments.detached.is_empty()
    })
}

fn first_token(tree: &Tree) -> u32 {
    let is_first = |token: &Token| !token.kind().is_trivia();
    tree.tokens().iter().position(is_first).unwrap_or(0) as u32
}

/// From a `protolint:disable` to its `enable`, or to the end of the file.
#[derive(Default)]
struct Regions {
    /// The open ones end with the file, so far.
    done: Vec<Claim>,
}

impl Regions {
    fn open(&mut self, rules: Named, start: u32, is_whole: bool) {
        if self.find_open(&rules).is_none() {
            let reach = Extent { start, end: u32::MAX, is_whole };
            self.done.push(Claim { rules, reach, of: None, is_used: false });
        }
    }

    fn close(&mut self, rules: &Named, end: u32) {
        if let Some(claim) = self.find_open(rules) {
            claim.reach.end = end;
        }
    }

    fn find_open(&mut self, rules: &Named) -> Option<&mut Claim> {
        self.done
            .iter_mut()
            .rev()
            .find(|claim| claim.rules == *rules)
            .filter(|claim| claim.reach.end == u32::MAX)
    }
}
