//! Findings, with their places, fixes and contracts. Does not define how they are shown.

pub use crate::rule_id::RuleId;
use crate::schema::{FileId, Global, Symbol};
use crate::text::Span;
use std::borrow::Cow;
use std::ops::{Deref, DerefMut};
use std::sync::{PoisonError, RwLock};

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

/// Finding of a rule or of the compiler. Long lists of findings are sorted and joined, so each is a pointer to its parts.
#[derive(Clone, Debug)]
pub struct Diagnostic(Box<Finding>);

/// Parts of a [`Diagnostic`]. Messages and helps are in lower case, without a full stop, with names in backticks.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Rule that found it.
    pub rule: RuleId,
    /// Stable name of the kind of problem, for compiler errors; see [`crate::problem::explain`].
    pub code: Option<&'static str>,
    /// Severity.
    pub severity: Severity,
    /// Description of the problem.
    pub message: String,
    /// Advice, as an imperative. Most rules say the same each time, and there are findings by the ten thousand.
    pub help: Option<Cow<'static, str>>,
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

    /// The same contracts, kept until the process ends: many fixes break the same, and there are as few sets of contracts
    /// as there are kinds of changes.
    fn kept(self) -> &'static Contracts {
        static KEPT: RwLock<Vec<&Contracts>> = RwLock::new(Vec::new());
        let find = |kept: &[&'static Contracts]| kept.iter().copied().find(|kept| **kept == self);
        if let Some(known) = find(&KEPT.read().unwrap_or_else(PoisonError::into_inner)) {
            return known;
        }
        let mut kept = KEPT.write().unwrap_or_else(PoisonError::into_inner);
        find(&kept).unwrap_or_else(|| {
            let new: &'static Contracts = Box::leak(Box::new(self));
            kept.push(new);
            new
        })
    }
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
        let (rule, mut message) = (rule.into(), message.into());
        // Texts that are put together have room to spare, and there may be many findings.
        message.shrink_to_fit();
        let (labels, fixes) = (Vec::new(), Vec::new());
        let (help, contracts) = (None, None);
        let code = None;
        Diagnostic(Box::new(Finding { rule, code, severity, message, help, place, labels, fixes, contracts }))
    }

    /// Sets the contracts that the change breaks.
    #[must_use]
    pub fn contracts(mut self, contracts: Contracts) -> Diagnostic {
        self.contracts = Some(Box::new(contracts));
        self
    }

    /// Sets the severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Diagnostic {
        self.severity = severity;
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
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Diagnostic {
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

impl Deref for Diagnostic {
    type Target = Finding;

    fn deref(&self) -> &Finding {
        &self.0
    }
}

impl DerefMut for Diagnostic {
    fn deref_mut(&mut self) -> &mut Finding {
        &mut self.0
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

/// Possible change that fixes a finding.
#[derive(Clone, Debug)]
pub struct Fix {
    /// Description of the change; `None` for a rename, whose description follows from the new name.
    what: Option<Box<str>>,
    /// End of the title: names of the contracts that it breaks.
    effects: &'static str,
    /// Safety of applying it.
    pub safety: Safety,
    /// Edits, or a rename.
    pub change: Change,
    /// Whether it sets options, so that descriptors differ in them. A safe fix changes nothing else of them, apart from
    /// imports and what is reserved.
    pub sets_options: bool,
    /// Contracts that it breaks, if known. A safe fix breaks none.
    contracts: Option<&'static Contracts>,
}

impl Fix {
    /// Returns a fix with this title, an imperative.
    pub fn new(title: impl Into<Box<str>>, safety: Safety, change: impl Into<Change>) -> Fix {
        let (what, change) = (Some(title.into()), change.into());
        Fix { what, effects: "", safety, change, sets_options: false, contracts: None }
    }

    /// Returns an unsafe fix that renames a declaration. Renames are found by the ten thousand, so the title is made when
    /// it is asked for.
    pub fn rename(rename: Rename) -> Fix {
        let change = Change::Rename(rename);
        Fix { what: None, effects: "", safety: Safety::Unsafe, change, sets_options: false, contracts: None }
    }

    /// Announces that it sets options.
    #[must_use]
    pub fn setting_options(self) -> Fix {
        Fix { sets_options: true, ..self }
    }

    /// Sets the contracts that it breaks, and the end of the title that names them.
    #[must_use]
    pub fn breaking(self, contracts: Contracts, effects: &'static str) -> Fix {
        Fix { effects, contracts: Some(contracts.kept()), ..self }
    }

    /// Returns the description of the change, as an imperative.
    pub fn title(&self) -> Cow<'_, str> {
        match (&self.what, &self.change, self.effects) {
            (Some(what), _, "") => Cow::Borrowed(what),
            (Some(what), _, effects) => format!("{what}{effects}").into(),
            (None, Change::Rename(rename), effects) => format!("rename to `{}`{effects}", rename.to).into(),
            (None, Change::Edits(_), _) => unreachable!("only a rename has no title of its own"),
        }
    }

    /// Replaces a rename by the edits that it consists of.
    pub fn expand(&mut self, edits: impl Into<Change>) {
        let title = self.title().into();
        (self.what, self.effects, self.change) = (Some(title), "", edits.into());
    }

    /// Returns the contracts that it breaks, if known.
    pub fn contracts(&self) -> Option<&'static Contracts> {
        match self.safety {
            Safety::Safe => Some(&Contracts::SAFE),
            _ => self.contracts,
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
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
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
