//! The version step that a change asks for, and the reasons. The rules that decide are always the same, whatever a
//! configuration chooses. Knows no rule by its name.

use super::breaking::{Limits, breaking, compatible, differing};
use crate::documents::Workspace;
use crate::settings::{Breaking, Chosen, ModuleSettings, Settings};
use protune_compiler::diagnostic::{Diagnostic, Place, RuleId, Severity};
use protune_compiler::schema::COMPILE;
use protune_rules::Catalog;
use std::collections::HashSet;
use std::sync::Arc;

/// Contract that a version step promises to keep.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contract {
    /// Everything that generated code, JSON and encoded messages rely on: the rules of `FILE`.
    Api,
    /// Everything that encoded messages rely on: the rules of `WIRE`.
    Wire,
}

impl Contract {
    /// Returns the category whose rules decide.
    pub fn category(self) -> &'static str {
        match self {
            Contract::Api => "FILE",
            Contract::Wire => "WIRE",
        }
    }
}

/// A version step, from the smallest to the largest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Step {
    /// Nothing changed.
    None,
    /// Files differ in a way that neither adds nor breaks.
    Patch,
    /// An addition.
    Minor,
    /// A breaking change.
    Major,
}

/// A version step with all its reasons, those for the largest step first.
#[derive(Debug)]
pub struct Semver {
    /// The largest step that something asks for.
    pub step: Step,
    /// The reasons.
    pub reasons: Vec<Reason>,
}

/// A reason for a step.
#[derive(Debug)]
pub struct Reason {
    /// The step that it asks for.
    pub step: Step,
    /// The rule that found it; `None` when a file just differs.
    pub rule: Option<RuleId>,
    /// Location of the change.
    pub place: Place,
    /// The change, in words.
    pub message: String,
}

impl Step {
    /// Returns the lower-case word for it.
    pub fn name(self) -> &'static str {
        match self {
            Step::None => "none",
            Step::Patch => "patch",
            Step::Minor => "minor",
            Step::Major => "major",
        }
    }
}

/// Returns the step that a change asks for by a contract. `None` when a file does not compile or cannot be read, so
/// that its changes are not known.
///
/// ```
/// use protune_engine::check::{Contract, Step, semver};
/// use protune_engine::{Settings, Workspace};
///
/// let before = [("a.proto", "syntax = \"proto3\"; message M { int32 a = 1; }")];
/// let after = [("a.proto", "syntax = \"proto3\"; message M { int32 b = 1; }")];
/// let workspace = Workspace::of_sides(before, after);
/// let step = |contract| semver(&workspace, &Settings::default(), &Default::default(), contract).unwrap().step;
/// assert_eq!((step(Contract::Api), step(Contract::Wire)), (Step::Major, Step::Patch));
/// ```
pub fn semver(
    workspace: &Workspace,
    settings: &Settings,
    limits: &Limits,
    contract: Contract,
) -> Option<Semver> {
    let settings = &fixed(settings, contract);
    let findings = breaking(workspace, settings, limits);
    let is_error = |finding: &&Diagnostic| finding.severity == Severity::Error;
    let is_broken = findings.iter().filter(is_error).any(|finding| finding.rule == COMPILE);
    if is_broken || !workspace.failures.is_empty() || workspace.modules.is_empty() {
        return None;
    }
    let mut reasons: Vec<Reason> =
        findings.iter().filter(is_error).map(|finding| reason(Step::Major, finding)).collect();
    reasons.extend(
        compatible(workspace, settings, limits)
            .iter()
            .map(|finding| reason(step_of(finding, &settings.catalog), finding)),
    );
    let explained: HashSet<_> = reasons.iter().map(|reason| reason.place.file).collect();
    let others =
        differing(workspace, settings, limits).into_iter().filter(|(file, _)| !explained.contains(file));
    reasons.extend(others.map(|(file, how)| {
        let message = format!("the file `{}` {how}", workspace.schema.file(file).name());
        Reason { step: Step::Patch, rule: None, place: Place::file(file), message }
    }));
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.step));
    let step = reasons.first().map_or(Step::None, |reason| reason.step);
    Some(Semver { step, reasons })
}

/// The settings with the rules of a contract in place of those that are chosen. Files that every rule leaves out are
/// no part of the contract.
fn fixed(settings: &Settings, contract: Contract) -> Settings {
    let of_contract = settings.catalog.rules().iter().filter(|rule| rule.is_in(contract.category()));
    let rules: Vec<Chosen> = of_contract.map(Chosen::from).collect();
    let modules = settings.modules.iter().map(|module| {
        let breaking = &module.breaking;
        let ignores = breaking.ignores.iter().filter(|ignore| ignore.rules.is_none()).cloned().collect();
        let breaking = Breaking { rules: rules.clone(), ignores, ..Breaking::clone(breaking) };
        ModuleSettings { lint: module.lint.clone(), breaking: Arc::new(breaking) }
    });
    Settings { catalog: settings.catalog.clone(), modules: modules.collect() }
}

fn step_of(finding: &Diagnostic, catalog: &Catalog) -> Step {
    let adds = catalog.find(&finding.rule).is_some_and(|rule| rule.is_addition());
    match finding.severity {
        Severity::Info if adds => Step::Minor,
        Severity::Info => Step::Patch,
        // What is new may break by what it asks for.
        Severity::Warning | Severity::Error => Step::Major,
    }
}

fn reason(step: Step, finding: &Diagnostic) -> Reason {
    Reason { step, rule: Some(finding.rule), place: finding.place, message: finding.message.clone() }
}
