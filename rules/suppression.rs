//! Comments that hide findings, as the rules about such comments see them. Reads no comment and hides
//! nothing: the caller does both, and says here what came of it.

use crate::context::FileContext;
use crate::edits;
use protune_compiler::diagnostic::{Diagnostic, Edit, RuleId};
use protune_compiler::schema::FileView;
use protune_compiler::text::Span;

/// What a comment, or a line of one, says about findings.
#[derive(Clone, Debug)]
pub struct Suppression {
    pub style: Style,
    /// From its first word to its last.
    pub span: Span,
    /// What is to be taken out with it: the whole comment if that says nothing else.
    pub removal: Removal,
    /// The rules it names, in the order of the text.
    pub names: Vec<Name>,
    /// Why, in the words of its author; empty when nothing is said.
    pub reason: String,
    /// What keeps it from hiding anything at all.
    pub flaw: Option<Flaw>,
}

/// Whose comment it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// `protune: ignore[RULE] reason`
    Ours,
    /// `protune: ignore-file[RULE] reason`
    OursForFile,
    /// `buf:lint:ignore RULE`
    Buf,
}

/// What to take out so that a suppression is gone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Removal {
    /// A whole comment.
    Comment(Span),
    /// A part of a comment that says more, as it is.
    Part(Span),
}

/// A name of rules in a suppression.
#[derive(Clone, Debug)]
pub struct Name {
    pub span: Span,
    pub text: String,
    pub meaning: Meaning,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// Something was hidden in its name.
    Used,
    /// What it names ran, and nothing was found that it could hide.
    Unused,
    /// What it names did not run, or not on all of the file.
    Untried,
    /// There is no such rule; the one that may have been meant.
    Unknown { nearest: Option<RuleId> },
    /// The compiler's errors, which cannot be hidden.
    Compiler,
    /// A category or a wing: they are not taken, since what they hold grows.
    Group,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// No brackets follow, they do not close, or nothing is in them.
    NoNames,
    /// It begins like ours, but with a word that is neither `ignore` nor `ignore-file`.
    UnknownWord,
    /// Nothing stands on its line or on the line below.
    CoversNothing,
}

impl Style {
    pub fn is_ours(self) -> bool {
        self != Style::Buf
    }
}

impl Suppression {
    /// The edit that takes all of it out.
    pub(crate) fn without_it(&self, file: FileView<'_>) -> Edit {
        match self.removal {
            Removal::Comment(span) => without_comment(file, span),
            Removal::Part(span) => Edit { file: file.id, span, text: String::new() },
        }
    }

    /// The edit that takes out one of its names, with the comma that parted it from the next.
    pub(crate) fn without_name(&self, file: FileView<'_>, name: usize) -> Edit {
        let here = self.names[name].span;
        let span = match (name.checked_sub(1), self.names.get(name + 1)) {
            (_, Some(next)) => Span::new(here.start, next.span.start),
            (Some(before), None) => Span::new(self.names[before].span.end, here.end),
            (None, None) => here,
        };
        Edit { file: file.id, span, text: String::new() }
    }
}

/// What stands behind a comment on its line moves up to what stands before it; they stay apart.
fn without_comment(file: FileView<'_>, comment: Span) -> Edit {
    let (before, behind) = (&file.text()[..comment.start as usize], &file.text()[comment.end as usize..]);
    let more = behind.trim_start_matches([' ', '\t']);
    if more.is_empty() || more.starts_with(['\n', '\r']) {
        return edits::remove_statement(file, comment);
    }
    let end = comment.end + (behind.len() - more.len()) as u32;
    let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
    let text = if is_apart { "" } else { " " };
    Edit { file: file.id, span: Span::new(comment.start, end), text: text.to_owned() }
}

/// The suppressions of one file to look at, for one rule.
#[derive(Debug)]
pub struct SuppressionContext<'s> {
    pub suppressions: &'s [Suppression],
    pub of_file: FileContext<'s>,
}

impl SuppressionContext<'_> {
    /// A finding of this rule at a part of a suppression of this file.
    pub fn finding(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.of_file.finding(self.of_file.file.place(span), message)
    }
}
