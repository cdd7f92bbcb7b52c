//! What a rule is, and what it is given. Knows no rule.

use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::schema::FileView;
use protune_compiler::text::Span;

/// A rule: all that is known of it, and its check.
pub struct Rule {
    /// UPPER_SNAKE; buf's id where buf has the rule.
    pub id: &'static str,
    pub wing: Wing,
    /// The names that select it along with others. `DEFAULT` marks rules of ours that run unasked.
    pub categories: &'static [&'static str],
    pub severity: Severity,
    /// Its page, in Markdown; see CONTRIBUTING.md for the headings.
    pub doc: &'static str,
    pub check: Check,
}

/// What a rule looks at, and the function that does.
pub enum Check {
    /// One file of a module at a time.
    File(fn(&FileContext<'_>, &mut Findings)),
}

/// A family of rules; a folder of this crate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wing {
    /// Style and mistakes.
    Lint,
    /// Bytes on the wire, as far as the schema alone shows them.
    Size,
}

impl Wing {
    /// The word that selects all of its rules.
    pub fn name(self) -> &'static str {
        match self {
            Wing::Lint => "LINT",
            Wing::Size => "SIZE",
        }
    }
}

impl Rule {
    /// One line that says what it finds: the first paragraph of its page.
    pub fn summary(&self) -> &'static str {
        let body = self.doc.split_once('\n').map_or("", |(_, body)| body);
        body.trim_start().lines().next().unwrap_or("")
    }

    /// Runs when nobody chose any rules.
    pub fn is_default(&self) -> bool {
        self.categories.iter().any(|&category| matches!(category, "STANDARD" | "DEFAULT"))
    }

    /// Is meant by a word of `--select`: its id, a category, its wing, or `ALL`.
    pub fn answers_to(&self, word: &str) -> bool {
        word == self.id || word == "ALL" || word == self.wing.name() || self.categories.contains(&word)
    }
}

/// What a rule gathers.
pub type Findings = Vec<Diagnostic>;

/// One file to look at, for one rule.
pub struct FileContext<'s> {
    pub file: FileView<'s>,
    pub rule: &'static Rule,
}

impl FileContext<'_> {
    /// A finding of this rule at a place in this file.
    pub fn finding(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule.id, self.rule.severity, self.file.place(span), message)
    }
}
