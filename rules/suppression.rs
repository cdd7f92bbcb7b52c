//! Comments that hide findings, as input of the rules about them. The caller reads the comments, hides findings, and
//! records the outcome here.

use crate::context::Terms;
use crate::edits;
use protune_compiler::diagnostic::{Diagnostic, Edit, Place, RuleId};
use protune_compiler::schema::FileId;
use protune_compiler::text::Span;

/// Comment, or a line of one, that hides findings; in JSON, a key that stands for a comment.
#[derive(Clone, Debug)]
pub struct Suppression {
    pub style: Style,
    /// Span from its first word to its last.
    pub span: Span,
    /// Text to remove with it: the whole comment if it says nothing else.
    pub removal: Removal,
    /// Rules that it names, in text order.
    pub names: Vec<Name>,
    /// Reason in the words of its author; empty if there is none.
    pub reason: String,
    /// Mistake that keeps it from hiding anything.
    pub flaw: Option<Flaw>,
}

/// Tool that the comment is for, and its scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// `protune: ignore[RULE] reason`
    Ours,
    /// `protune: ignore-file[RULE] reason`
    OursForFile,
    /// `buf:lint:ignore RULE`
    Buf,
}

/// Text to remove with a suppression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Removal {
    /// Whole comment.
    Comment(Span),
    /// Part of a comment that says more.
    Part(Span),
    /// Nothing: no edit removes it alone.
    Nothing,
}

/// Name of a rule in a suppression.
#[derive(Clone, Debug)]
pub struct Name {
    pub span: Span,
    pub text: String,
    pub meaning: Meaning,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// It hid a finding.
    Used,
    /// The rule ran and found nothing to hide.
    Unused,
    /// The rule did not run on the whole file.
    Untried,
    /// There is no such rule; `nearest` is a similar one.
    Unknown { nearest: Option<RuleId> },
    /// Compiler errors, which cannot be hidden.
    Compiler,
    /// A category or a wing. Neither is accepted, because new rules join them.
    Group,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// The brackets are missing, unclosed or empty.
    NoNames,
    /// It starts with `protune:`, followed by a word other than `ignore` and `ignore-file`.
    UnknownWord,
    /// It has no statement on its line or the line below.
    CoversNothing,
}

impl Style {
    pub fn is_ours(self) -> bool {
        self != Style::Buf
    }
}

impl Suppression {
    /// Edit that removes all of it.
    pub(crate) fn without_it(&self, cx: &SuppressionContext<'_>) -> Option<Edit> {
        match self.removal {
            Removal::Comment(span) => Some(without_comment(cx, span)),
            Removal::Part(span) => Some(Edit { file: cx.file, span, text: String::new() }),
            Removal::Nothing => None,
        }
    }

    /// Edit that removes one of its names and a comma.
    pub(crate) fn without_name(&self, file: FileId, name: usize) -> Edit {
        let here = self.names[name].span;
        let span = match (name.checked_sub(1), self.names.get(name + 1)) {
            (_, Some(next)) => Span::new(here.start, next.span.start),
            (Some(before), None) => Span::new(self.names[before].span.end, here.end),
            (None, None) => here,
        };
        Edit { file, span, text: String::new() }
    }
}

/// Edit that removes a comment. A space stays between the text before it and the text after it.
fn without_comment(cx: &SuppressionContext<'_>, comment: Span) -> Edit {
    let (before, behind) = (&cx.text[..comment.start as usize], &cx.text[comment.end as usize..]);
    let more = behind.trim_start_matches([' ', '\t']);
    if more.is_empty() || more.starts_with(['\n', '\r']) {
        return edits::remove_from(cx.file, cx.text, comment);
    }
    let end = comment.end + (behind.len() - more.len()) as u32;
    let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
    let text = if is_apart { "" } else { " " };
    Edit { file: cx.file, span: Span::new(comment.start, end), text: text.to_owned() }
}

/// Suppressions of one file, for one rule.
#[derive(Debug)]
pub struct SuppressionContext<'s> {
    pub suppressions: &'s [Suppression],
    pub file: FileId,
    pub text: &'s str,
    pub terms: Terms<'s>,
}

impl SuppressionContext<'_> {
    /// Finding of this rule at a part of a suppression.
    pub fn finding(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.terms.finding(Place::new(self.file, span), message)
    }
}
