//! What is wrong, where, and what to do about it. Says nothing of how it is shown.

pub use crate::rule_id::RuleId;
use crate::schema::{FileId, Global, Symbol};
use crate::text::Span;
use std::ops::Deref;

/// How much a finding weighs. Ordered: an error is the greatest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Good to know.
    Info,
    /// Worth a look.
    Warning,
    /// The schema is wrong, or the rule says so.
    Error,
}

impl Severity {
    /// Lower-case name: `info`, `warning` or `error`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A place in the schema: a file, or a part of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// `None` when the file as a whole is meant.
    pub span: Option<Span>,
}

impl Place {
    /// A part of a file.
    pub fn new(file: FileId, span: Span) -> Place {
        Place { file, span: Some(span) }
    }

    /// A file as a whole.
    pub fn file(file: FileId) -> Place {
        Place { file, span: None }
    }
}

/// One finding. Messages and helps are lower case, without a full stop, with names in backticks.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: RuleId,
    /// Stable name of the kind of problem, for problems of the compiler; see [`crate::problem::explain`].
    pub code: Option<&'static str>,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where it is.
    pub place: Place,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// Changes that mend it; each does so alone.
    pub fixes: Vec<Fix>,
    /// What it breaks, where it is about a change.
    pub contracts: Option<Box<Contracts>>,
}

/// What a change does to those who have the old schema, and to what they wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contracts {
    /// Who reads or writes encoded messages.
    pub wire: Verdict,
    /// Who reads or writes JSON.
    pub json: Verdict,
    /// Who compiles against generated code.
    pub source: Verdict,
}

/// Whether a change breaks somebody.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It does not.
    Safe,
    /// It does not, unless this matters.
    Conditional(&'static str),
    /// It does, for this reason.
    Breaks(&'static str),
}

impl Contracts {
    /// Breaks nobody.
    pub const SAFE: Contracts = Contracts { wire: Verdict::Safe, json: Verdict::Safe, source: Verdict::Safe };
}

impl Verdict {
    /// Returns the lower-case word for it.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Safe => "safe",
            Verdict::Conditional(_) => "conditional",
            Verdict::Breaks(_) => "breaks",
        }
    }

    /// Returns the condition or the reason.
    pub fn why(self) -> Option<&'static str> {
        match self {
            Verdict::Safe => None,
            Verdict::Conditional(why) | Verdict::Breaks(why) => Some(why),
        }
    }

    /// Returns whether it breaks somebody in any case.
    pub fn breaks(self) -> bool {
        matches!(self, Verdict::Breaks(_))
    }
}

impl Diagnostic {
    /// A finding without help, labels and fixes.
    pub fn new(
        rule: impl Into<RuleId>,
        severity: Severity,
        place: Place,
        message: impl Into<String>,
    ) -> Diagnostic {
        let (rule, message) = (rule.into(), message.into());
        let (labels, fixes) = (Vec::new(), Vec::new());
        let (help, contracts) = (None, None);
        Diagnostic { rule, code: None, severity, message, help, place, labels, fixes, contracts }
    }

    /// Says what the change breaks that it is about.
    #[must_use]
    pub fn contracts(mut self, contracts: Contracts) -> Diagnostic {
        self.contracts = Some(Box::new(contracts));
        self
    }

    /// Sets the code.
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Diagnostic {
        self.code = Some(code);
        self
    }

    /// Sets the help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds another place that matters, and why.
    #[must_use]
    pub fn label(mut self, spot: impl Into<Spot>, message: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { spot: spot.into(), message: message.into() });
        self
    }

    /// Takes a fix, or none.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Diagnostic {
        if let Some(fix) = fix.into() {
            // There may be many findings, and few have a second fix.
            self.fixes.reserve_exact(1);
            self.fixes.push(fix);
        }
        self
    }
}

/// Another place that matters to a finding, and why.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where it is.
    pub spot: Spot,
    /// Why the place matters.
    pub message: String,
}

/// Place of a label. A symbol stays the same declaration when the text of its file changes elsewhere, so labels in
/// other files name symbols; [`Schema::place_of`](crate::schema::Schema::place_of) says where each one stands now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spot {
    /// A part of a file.
    Place(Place),
    /// The name of a declaration.
    Symbol(Global<Symbol>),
}

impl Spot {
    /// The file that it is in.
    pub fn file(self) -> FileId {
        match self {
            Spot::Place(place) => place.file,
            Spot::Symbol(symbol) => symbol.file,
        }
    }
}

impl From<Place> for Spot {
    fn from(place: Place) -> Spot {
        Spot::Place(place)
    }
}

impl From<Global<Symbol>> for Spot {
    fn from(symbol: Global<Symbol>) -> Spot {
        Spot::Symbol(symbol)
    }
}

/// What applying a fix may change. Ordered: `Safe` is the least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Safety {
    /// The descriptors stay the same, or differ only in the way that the rule announces.
    Safe,
    /// Source, JSON, wire bytes or compatibility change; the title says which.
    Unsafe,
    /// Shown, never applied.
    Manual,
}

impl Safety {
    /// Lower-case name: `safe`, `unsafe` or `manual`.
    pub fn name(self) -> &'static str {
        match self {
            Safety::Safe => "safe",
            Safety::Unsafe => "unsafe",
            Safety::Manual => "manual",
        }
    }
}

/// A change that mends a finding: made whole, or not at all.
#[derive(Clone, Debug)]
pub struct Fix {
    /// What the change does, as an imperative.
    pub title: String,
    /// What applying it may change.
    pub safety: Safety,
    /// Edits, or a rename.
    pub change: Change,
    /// What it breaks, where that is known; a safe one breaks nobody.
    pub contracts: Option<Box<Contracts>>,
}

impl Fix {
    /// Returns what it breaks, where that is known.
    pub fn contracts(&self) -> Option<Contracts> {
        match self.safety {
            Safety::Safe => Some(Contracts::SAFE),
            _ => self.contracts.as_deref().copied(),
        }
    }
}

/// What a fix does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// None at all where the title says what a person has to do.
    Edits(Edits),
    /// Becomes edits of every reference when it is shown or made: most never are.
    Rename(Rename),
}

/// Edits of one fix, in order of file and place; they do not overlap.
///
/// ```
/// use protune_compiler::diagnostic::{Edit, Edits};
/// use protune_compiler::schema::FileId;
/// use protune_compiler::text::Span;
///
/// let edit = |start| Edit { file: FileId::new(0), span: Span::at(start), text: String::new() };
/// let edits = Edits::new(vec![edit(7), edit(2)]);
/// assert_eq!(edits[0].span, Span::at(2));
/// ```
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Edits(Vec<Edit>);

impl Edits {
    /// Puts edits in order. What several of them insert at one place stays in the order given.
    pub fn new(mut edits: Vec<Edit>) -> Edits {
        edits.sort_by_key(|edit| (edit.file, edit.span.start, edit.span.end));
        debug_assert!(
            edits.is_sorted_by(|a, b| a.file != b.file || a.span.end <= b.span.start),
            "edits of one fix overlap: {edits:?}"
        );
        Edits(edits)
    }
}

impl Deref for Edits {
    type Target = [Edit];

    fn deref(&self) -> &[Edit] {
        &self.0
    }
}

impl<'e> IntoIterator for &'e Edits {
    type Item = &'e Edit;
    type IntoIter = std::slice::Iter<'e, Edit>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl IntoIterator for Edits {
    type Item = Edit;
    type IntoIter = std::vec::IntoIter<Edit>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Vec<Edit>> for Change {
    fn from(edits: Vec<Edit>) -> Change {
        Change::Edits(Edits::new(edits))
    }
}

/// Gives something another name, wherever it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rename {
    /// What gets another name.
    pub what: Named,
    /// The last part of its name.
    pub to: String,
}

/// What has a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named {
    /// The name of a declaration.
    Symbol(Global<Symbol>),
    /// By its name, with all packages around it; what is below it is renamed along.
    Package(String),
}

/// Replaces the text under a span.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// The file that it is made in.
    pub file: FileId,
    /// The text that is replaced; empty to insert.
    pub span: Span,
    /// The new text.
    pub text: String,
}
