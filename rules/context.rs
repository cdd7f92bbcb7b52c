//! Input of a check: a file, a module or a change, and the terms of its rule. Knows no rule.
//!
//! Views create the places of findings. A place knows its file, so a span cannot end up in another file.

use crate::module::Module;
use crate::options::{Options, RuleOption};
use crate::pair::Pair;
use protune_compiler::diagnostic::{Diagnostic, Place, RuleId, Severity};
use protune_compiler::schema::{FileId, FileView};
use std::fmt;

/// Findings of a rule.
pub type Findings = Vec<Diagnostic>;

/// Id, severity and options of a rule that runs.
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

/// One file, for one rule.
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

    pub fn number(&self, option: &'static RuleOption) -> u32 {
        self.terms.options.number(option)
    }

    pub fn list(&self, option: &'static RuleOption) -> &[String] {
        self.terms.options.list(option)
    }
}

/// One module, for one rule.
pub struct ModuleContext<'s> {
    pub module: &'s Module<'s>,
    /// Returns whether findings in a file are needed. A rule may skip other files.
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

/// Module before and after a change, for one rule.
#[derive(Debug)]
pub struct PairContext<'s> {
    pub pair: &'s Pair<'s>,
    /// Whether generated source must stay compatible, in addition to encoded messages and JSON.
    pub keeps_source: bool,
    pub terms: Terms<'s>,
}

impl PairContext<'_> {
    /// A finding of this rule.
    pub fn finding(&self, place: Place, message: impl Into<String>) -> Diagnostic {
        self.terms.finding(place, message)
    }
}
