//! What a check is given: a file, a module or a change, and the terms on which its rule runs. Knows no rule.
//!
//! A finding is made at a place, and views make places: a place knows its file, so that no span ends up in another one.

use crate::module::Module;
use crate::options::{Options, RuleOption};
use crate::pair::Pair;
use protune_compiler::diagnostic::{Diagnostic, Place, RuleId, Severity};
use protune_compiler::schema::{FileId, FileView};
use std::fmt;

/// What a rule gathers.
pub type Findings = Vec<Diagnostic>;

/// On which terms a rule runs.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'s> {
    pub rule: RuleId,
    pub severity: Severity,
    pub options: &'s Options,
}

impl Terms<'_> {
    /// A finding of this rule.
    pub fn finding(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(self.rule, self.severity, place, message)
    }
}

/// One file to look at, for one rule.
#[derive(Debug)]
pub struct FileContext<'s> {
    pub file: FileView<'s>,
    pub terms: Terms<'s>,
}

impl FileContext<'_> {
    /// A finding of this rule.
    pub fn finding(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        self.terms.finding(place, message)
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
    /// A finding of this rule.
    pub fn finding(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        self.terms.finding(place, message)
    }

    pub fn flag(&self, option: &'static RuleOption) -> bool {
        self.terms.options.flag(option)
    }
}

/// A module as it was and as it is, for one rule.
#[derive(Debug)]
pub struct PairContext<'s> {
    pub pair: &'s Pair<'s>,
    /// Generated source is promised, and not only that encoded messages and JSON can be read.
    pub keeps_source: bool,
    pub terms: Terms<'s>,
}

impl PairContext<'_> {
    /// A finding of this rule.
    pub fn finding(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        self.terms.finding(place, message)
    }
}
