//! What a rule is, and what it is given. Knows no rule.

use crate::module::Module;
use crate::needs::Needs;
use crate::options::{Options, RuleOption};
use crate::pair::Pair;
use crate::proposal::{ProfileContext, Proposal};
use crate::suppression::Suppression;
use protune_compiler::diagnostic::{Diagnostic, Place, Severity};
use protune_compiler::schema::{FileId, FileView};
use protune_compiler::text::Span;
use std::fmt;

/// A rule: all that is known of it, and its check.
#[derive(Debug)]
pub struct Rule {
    /// UPPER_SNAKE; buf's id where buf has the rule.
    pub id: &'static str,
    pub wing: Wing,
    /// The names that select it along with others. `DEFAULT` marks rules of ours that run unasked.
    pub categories: &'static [&'static str],
    pub severity: Severity,
    /// Its page, in Markdown; see CONTRIBUTING.md for the headings.
    pub doc: &'static str,
    /// What of it can be set.
    pub options: &'static [&'static RuleOption],
    pub check: Check,
}

/// What a rule looks at, and the function that does.
#[derive(Debug)]
pub enum Check {
    /// One file of a module at a time.
    File(fn(&FileContext<'_>, &mut Findings)),
    /// All judged files of a module at once; the needs say which of them decide about one.
    Module(Needs, fn(&ModuleContext<'_>, &mut Findings)),
    /// A module as it was, and as it is.
    Pair(fn(&PairContext<'_>, &mut Findings)),
    /// The comments of one file that hide findings, once that is done.
    Suppressions(fn(&SuppressionContext<'_>, &mut Findings)),
    /// A schema, and what was measured of its messages.
    Profile(fn(&ProfileContext<'_>, &mut Vec<Proposal>)),
}

/// A family of rules; a folder of this crate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wing {
    /// Style and mistakes.
    Lint,
    /// Bytes on the wire, as far as the schema alone shows them.
    Size,
    /// Changes that something which relied on the schema does not survive.
    Breaking,
    /// Other ways to encode the same, where a profile shows that they take fewer bytes.
    Rewrite,
}

impl Wing {
    /// The word that selects all of its rules.
    pub fn name(self) -> &'static str {
        match self {
            Wing::Lint => "LINT",
            Wing::Size => "SIZE",
            Wing::Breaking => "BREAKING",
            Wing::Rewrite => "REWRITE",
        }
    }

    /// Its rules look at a schema as it is, and at nothing besides.
    pub fn is_of_lint(self) -> bool {
        matches!(self, Wing::Lint | Wing::Size)
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
        let defaults: &[&str] = match self.wing {
            Wing::Breaking => &["FILE"],
            Wing::Lint | Wing::Size => &["STANDARD", "DEFAULT"],
            Wing::Rewrite => &["DEFAULT"],
        };
        self.categories.iter().any(|category| defaults.contains(category))
    }

    /// Lists changes that break nothing.
    pub fn is_compatible(&self) -> bool {
        self.categories.contains(&"COMPATIBLE")
    }

    /// Lists what is new, and breaks nothing by that.
    pub fn is_addition(&self) -> bool {
        self.categories.contains(&"ADDITIONS")
    }

    /// Is meant by a word of `--select`: its id, a category, its wing, or `ALL`.
    pub fn answers_to(&self, word: &str) -> bool {
        word == self.id || word == "ALL" || word == self.wing.name() || self.categories.contains(&word)
    }

    /// As [`Rule::answers_to`], for rules about changes: `ALL` and the wing leave out what breaks nothing.
    pub fn answers_to_break(&self, word: &str) -> bool {
        let is_of_all = word == "ALL" || word == Wing::Breaking.name();
        self.wing == Wing::Breaking && self.answers_to(word) && !(is_of_all && self.is_compatible())
    }
}

/// What a rule gathers.
pub type Findings = Vec<Diagnostic>;

/// On which terms a rule runs.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'s> {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub options: &'s Options,
}

impl Terms<'_> {
    /// Looks at a file, if this is a rule about single files.
    pub fn check_file(self, file: FileView<'_>, out: &mut Findings) {
        if let Check::File(check) = self.rule.check {
            check(&FileContext { file, terms: self }, out);
        }
    }

    /// Looks at a module, if this is a rule about whole modules. Findings in files that are not wanted may be left out.
    pub fn check_module(self, module: &Module<'_>, is_wanted: &dyn Fn(FileId) -> bool, out: &mut Findings) {
        if let Check::Module(_, check) = self.rule.check {
            check(&ModuleContext { module, is_wanted, terms: self }, out);
        }
    }

    /// Compares a module with what it was, if this is a rule about changes.
    pub fn check_pair(self, pair: &Pair<'_>, out: &mut Findings) {
        if let Check::Pair(check) = self.rule.check {
            check(&PairContext { pair, terms: self }, out);
        }
    }

    /// Looks at the suppressions of a file, if this is a rule about them.
    pub fn check_suppressions(self, file: FileView<'_>, suppressions: &[Suppression], out: &mut Findings) {
        if let Check::Suppressions(check) = self.rule.check {
            check(&SuppressionContext { suppressions, of_file: FileContext { file, terms: self } }, out);
        }
    }

    /// A finding of this rule.
    pub fn finding(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule.id, self.severity, place, message)
    }
}

/// One file to look at, for one rule.
#[derive(Debug)]
pub struct FileContext<'s> {
    pub file: FileView<'s>,
    pub terms: Terms<'s>,
}

impl FileContext<'_> {
    /// A finding of this rule at a place in this file.
    pub fn finding(&self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.terms.finding(self.file.place(span), message)
    }

    /// A finding of this rule about the file as a whole.
    pub fn finding_of_file(&self, message: impl Into<String>) -> Diagnostic {
        self.terms.finding(Place::file(self.file.id), message)
    }

    pub fn flag(&self, option: &'static RuleOption) -> bool {
        self.terms.options.flag(option)
    }

    pub fn text(&self, option: &'static RuleOption) -> &str {
        self.terms.options.text(option)
    }
}

/// One module to look at, for one rule.
pub struct ModuleContext<'s> {
    pub module: &'s Module<'s>,
    /// Whether findings in a file are wanted; others need not be made.
    pub is_wanted: &'s dyn Fn(FileId) -> bool,
    pub terms: Terms<'s>,
}

impl fmt::Debug for ModuleContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("ModuleContext");
        shown.field("module", &self.module).field("terms", &self.terms).finish_non_exhaustive()
    }
}

impl ModuleContext<'_> {
    /// A finding of this rule at a place in a file of this module; `None` is the file as a whole.
    pub fn finding(&self, file: FileView<'_>, span: Option<Span>, message: impl Into<String>) -> Diagnostic {
        self.terms.finding(Place { file: file.id, span }, message)
    }

    pub fn flag(&self, option: &'static RuleOption) -> bool {
        self.terms.options.flag(option)
    }
}

/// A module as it was and as it is, for one rule.
#[derive(Debug)]
pub struct PairContext<'s> {
    pub pair: &'s Pair<'s>,
    pub terms: Terms<'s>,
}

impl PairContext<'_> {
    /// A finding of this rule.
    pub fn finding(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        self.terms.finding(place, message)
    }
}

/// The suppressions of one file to look at, for one rule.
#[derive(Debug)]
pub struct SuppressionContext<'s> {
    pub suppressions: &'s [Suppression],
    pub of_file: FileContext<'s>,
}
