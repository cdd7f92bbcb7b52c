//! Proposals of the rules, and which of them are allowed. Weighs nothing.

use super::Task;
use super::choose::Aside;
use crate::documents::Workspace;
use protune_compiler::diagnostic::Change;
use protune_rules::proposal::{Contracts, Declared, Measurements, Proposal};
use protune_rules::{Options, Run};
use protune_wire::{Change as WireChange, Step};

/// Contracts that rewrites may break.
#[derive(Clone, Copy, Default, Debug)]
pub struct Allowed {
    /// Readers and writers of encoded messages.
    pub binary: bool,
    /// Readers and writers of JSON.
    pub json: bool,
    /// Users of generated code.
    pub source: bool,
}

/// Returns the allowed proposals of the rules, and the others with the reason why they are not.
pub fn propose(workspace: &Workspace, task: &Task<'_>) -> (Vec<Proposal>, Vec<Aside>) {
    let Task { layout, profile, rules, allowed, released, .. } = *task;
    let declared = Declared::new(&workspace.schema);
    let measurements = &Measurements::new(&declared, layout, profile);
    let mut proposals = Vec::new();
    for rule in rules {
        let run = Run::new(rule, rule.severity, Options::NONE);
        run.check_profile(measurements, &declared, &mut proposals);
    }
    let (mut taken, mut aside) = (Vec::new(), Vec::new());
    for proposal in proposals {
        if !is_editable(workspace, &proposal) {
            continue;
        }
        match breaks(&proposal, allowed).or_else(|| breaks_released(&proposal, released)) {
            None => taken.push(proposal),
            Some(why) => aside.push(Aside { saved: proposal.gain as i64, proposal, why }),
        }
    }
    (taken, aside)
}

/// Whether the rewrite changes only files of this workspace, not dependencies.
fn is_editable(workspace: &Workspace, proposal: &Proposal) -> bool {
    let edits = proposal.finding.fixes.iter().filter_map(|fix| match &fix.change {
        Change::Edits(edits) => Some(edits),
        Change::Rename(_) => None,
    });
    let files = edits.flatten().map(|edit| workspace.document(edit.file));
    files.map(|source| (source.is_own, &source.disk)).all(|(is_own, disk)| is_own && disk.is_some())
}

/// Returns the complete permission that the proposal needs, including what is already permitted.
fn breaks(proposal: &Proposal, allowed: Allowed) -> Option<String> {
    let allowed = [allowed.binary, allowed.json, allowed.source];
    let Contracts { wire, json, source } = proposal.verdicts;
    let axes = [("binary", wire), ("json", json), ("source", source)];
    let axes: Vec<_> = axes.into_iter().zip(allowed).collect();
    let is_allowed = axes.iter().all(|((_, verdict), allowed)| *allowed || !verdict.breaks());
    let needed = axes.iter().filter(|((_, verdict), allowed)| *allowed || verdict.breaks());
    let needed: Vec<&str> = needed.map(|((axis, _), _)| *axis).collect();
    (!is_allowed).then(|| format!("it needs --allow {}", needed.join(",")))
}

fn breaks_released(proposal: &Proposal, released: Option<&Declared<'_>>) -> Option<String> {
    let is_felt = proposal.verdicts.wire.breaks() || proposal.verdicts.json.breaks();
    let released = released.filter(|_| is_felt)?;
    // A number that was released and is gone is nobody's: old messages have it.
    let numbers = |step: &Step| match step.change {
        WireChange::Renumber { to } => [step.field, to],
        _ => [step.field; 2],
    };
    let is_released = |step: &Step, number: &u32| released.field(&step.message, *number).is_some();
    let mut all = proposal
        .steps
        .iter()
        .filter_map(|step| Some((step, numbers(step).into_iter().find(|it| is_released(step, it))?)));
    let (step, number) = all.next()?;
    Some(format!("field {number} of `{}` is released", step.message))
}
