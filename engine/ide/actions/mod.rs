//! Changes that an editor offers at a place: fixes of findings, comments that hide them, mends of compiler errors,
//! imports in order, and changes that nobody has to make.

mod file;
mod mend;
mod refactor;
mod suppress;

pub use file::{fix_all, fixes_of_rules, organize_imports};
pub use mend::mends;
pub use refactor::refactorings;
pub use suppress::{suppressions, suppressions_in_config};

use crate::fix::choose;
use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Fix, Rename, Safety};

/// A change that an editor offers.
#[derive(Clone, Debug)]
pub struct Action {
    /// Description, an imperative.
    pub title: String,
    /// Its kind.
    pub kind: ActionKind,
    /// Edits, or a rename, whose edits are found when somebody asks for them.
    pub change: ActionChange,
    /// Whether it is the one to make without a question.
    pub is_preferred: bool,
    /// Place among the findings that were given of the one that it fixes.
    pub finding: Option<usize>,
}

/// Kind of an action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ActionKind {
    /// Fixes a finding.
    QuickFix,
    /// Changes a declaration.
    Rewrite,
}

/// Change of an action.
#[derive(Clone, Debug)]
pub enum ActionChange {
    /// Edits, in order of place.
    Edits(Vec<Edit>),
    /// Rename of a declaration with all references.
    Rename(Rename),
}

impl Action {
    fn new(title: impl Into<String>, kind: ActionKind, edits: Vec<Edit>) -> Action {
        Action {
            title: title.into(),
            kind,
            change: ActionChange::Edits(edits),
            is_preferred: false,
            finding: None,
        }
    }

    fn of(self, finding: usize) -> Action {
        Action { finding: Some(finding), ..self }
    }

    fn preferred(self) -> Action {
        Action { is_preferred: true, ..self }
    }
}

/// Returns the fixes of findings: safe ones first, which are preferred.
pub fn fixes(findings: &[&Diagnostic]) -> Vec<Action> {
    let mut actions = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        let mut fixes: Vec<&Fix> = finding.fixes.iter().filter(|fix| fix.safety != Safety::Manual).collect();
        fixes.sort_by_key(|fix| fix.safety);
        let best = choose(finding, Safety::Safe).map(Fix::title);
        for fix in fixes {
            let change = match &fix.change {
                Change::Edits(edits) if edits.is_empty() => continue,
                Change::Edits(edits) => ActionChange::Edits(edits.to_vec()),
                Change::Rename(rename) => ActionChange::Rename(rename.clone()),
            };
            actions.push(Action {
                title: capitalized(&fix.title()),
                kind: ActionKind::QuickFix,
                change,
                is_preferred: best.as_ref().is_some_and(|best| *best == fix.title()),
                finding: Some(at),
            });
        }
    }
    actions
}

fn capitalized(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
