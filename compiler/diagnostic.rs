//! Findings, with their places, fixes and contracts. Does not define how they are shown.

pub use crate::rule_id::RuleId;
use crate::schema::{FileId, Global, Symbol};
use crate::text::Span;
use std::ops::Deref;

/// Severity of a finding. Ordered: an error is the highest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// For information.
    Info,
    /// Possible problem.
    Warning,
    /// Invalid schema, or a finding of a rule with this severity.
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

/// Place in the schema: a file, or a part of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// Part of the file; `None` for the whole file.
    pub span: Option<Span>,
}

impl Place {
    /// Returns the place of a part of a file.
    pub fn new(file: FileId, span: Span) -> Place {
        Place { file, span: Some(span) }
    }

    /// Returns the place of a whole file.
    pub fn file(file: FileId) -> Place {
        Place { file, span: None }
    }
}

/// Finding of a rule or of the compiler. Messages and helps are in lower case, without a full stop, with names in backticks.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Rule that found it.
    pub rule: RuleId,
    /// Stable name of the kind of problem, for compiler errors; see [`crate::problem::explain`].
    pub code: Option<&'static str>,
    /// Severity.
    pub severity: Severity,
    /// Description of the problem.
    pub message: String,
    /// Advice, as an imperative.
    pub help: Option<String>,
    /// Place of the finding.
    pub place: Place,
    /// Related places.
    pub labels: Vec<Label>,
    /// Alternative changes that fix it.
    pub fixes: Vec<Fix>,
    /// Contracts that it breaks, if it is about a change.
    pub contracts: Option<Box<Contracts>>,
}

/// Effects of a change on users of the old schema, and on their data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Contracts {
    /// Effect on encoded messages.
    pub wire: Verdict,
    /// Effect on JSON.
    pub json: Verdict,
    /// Effect on code that uses generated code.
    pub source: Verdict,
}

/// Effect of a change on one contract.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Breaks nothing.
    Safe,
    /// Breaks something only under this condition.
    Conditional(&'static str),
    /// Breaks something, for this reason.
    Breaks(&'static str),
}

impl Contracts {
    /// Contracts of a change that breaks nothing.
    pub const SAFE: Contracts = Contracts { wire: Verdict::Safe, json: Verdict::Safe, source: Verdict::Safe };
}

impl Verdict {
    /// Returns its lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Safe => "safe",
            Verdict::Conditional(_) => "conditional",
            Verdict::Breaks(_) => "breaks",
        }
    }

    /// Returns the condition or reason.
    pub fn why(self) -> Option<&'static str> {
        match self {
            Verdict::Safe => None,
            Verdict::Conditional(why) | Verdict::Breaks(why) => Some(why),
        }
    }

    /// Returns whether it breaks something unconditionally.
    pub fn breaks(self) -> bool {
        matches!(self, Verdict::Breaks(_))
    }
}

impl Diagnostic {
    /// Returns a finding without help, labels and fixes.
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

    /// Sets the contracts that the change breaks.
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

    /// Adds a related place with a message.
    #[must_use]
    pub fn label(mut self, spot: impl Into<Spot>, message: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { spot: spot.into(), message: message.into() });
        self
    }

    /// Adds a fix, if there is one.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Diagnostic {
        if let Some(fix) = fix.into() {
            // Saves memory: there may be many findings, and few have a second fix.
            self.fixes.reserve_exact(1);
            self.fixes.push(fix);
        }
        self
    }
}

/// Related place of a finding, with a message.
#[derive(Clone, Debug)]
pub struct Label {
    /// Place, or declaration at the place.
    pub spot: Spot,
    /// Relation of the place to the finding.
    pub message: String,
}

/// Place of a label. Labels in other files refer to symbols, because these stay valid when other parts of those files
/// change. [`Schema::place_of`](crate::schema::Schema::place_of) returns the current place of each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spot {
    /// Part of a file.
    Place(Place),
    /// Name of a declaration.
    Symbol(Global<Symbol>),
}

impl Spot {
    /// Returns the file that contains it.
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

/// Safety of applying a fix. Ordered: `Safe` is the lowest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Safety {
    /// Descriptors stay the same, or differ only as the rule describes.
    Safe,
    /// Source, JSON, encoded bytes or compatibility change, as the title says.
    Unsafe,
    /// Shown, but never applied.
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

/// Change that fixes a finding. It is applied completely or not at all.
#[derive(Clone, Debug)]
pub struct Fix {
    /// Description of the change, as an imperative.
    pub title: String,
    /// Safety of applying it.
    pub safety: Safety,
    /// Edits, or a rename.
    pub change: Change,
    /// Contracts that it breaks, if known. A safe fix breaks none.
    pub contracts: Option<Box<Contracts>>,
}

impl Fix {
    /// Returns the contracts that it breaks, if known.
    pub fn contracts(&self) -> Option<Contracts> {
        match self.safety {
            Safety::Safe => Some(Contracts::SAFE),
            _ => self.contracts.as_deref().copied(),
        }
    }
}

/// Change of a fix.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// Edits; none if the title describes a manual change.
    Edits(Edits),
    /// Rename, which is converted to edits of all references only when it is shown or applied.
    Rename(Rename),
}

/// Edits of one fix, in order of file and place, without overlaps.
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
    /// Sorts edits. Several insertions at one place keep their order.
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

/// Rename of a declaration or package and all references to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rename {
    /// Declaration or package to rename.
    pub what: Named,
    /// New last part of its name.
    pub to: String,
}

/// Declaration or package with a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named {
    /// Declaration.
    Symbol(Global<Symbol>),
    /// Package, by its full name. The packages below it are renamed with it.
    Package(String),
}

/// Replacement of the text at a span.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// File to edit.
    pub file: FileId,
    /// Text to replace; empty for an insertion.
    pub span: Span,
    /// New text.
    pub text: String,
}
