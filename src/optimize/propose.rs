//! What the rules propose, and what of that may be. Weighs nothing.

use super::choose::Aside;
use crate::workspace::Workspace;
use protune_compiler::diagnostic::Change;
use protune_rules::proposal::{Declared, Measurements, ProfileContext, Proposal};
use protune_rules::{Check, Options, Rule, Terms};
use protune_wire::Layout;
use protune_wire::profile::Profile;

/// What may break.
#[derive(Clone, Copy, Default, Debug)]
pub struct Allowed {
    pub binary: bool,
    pub json: bool,
    pub source: bool,
}

/// All that some rules propose, and what of it may not be, with the reason. `released` are the messages and
/// fields that somebody relies on already.
pub fn propose(
    workspace: &Workspace,
    layout: &Layout,
    profile: &Profile,
    rules: &[&'static Rule],
    allowed: Allowed,
    released: Option<&Declared<'_>>,
) -> (Vec<Proposal>, Vec<Aside>) {
    let declared = Declared::new(&workspace.schema);
    let measurements = &Measurements::new(&declared, layout, profile);
    let mut proposals = Vec::new();
    for &rule in rules {
        let Check::Profile(check) = rule.check else { continue };
        let terms = Terms { rule, severity: rule.severity, options: Options::NONE };
        check(&ProfileContext { measurements, declared: &declared, terms }, &mut proposals);
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

/// What others declare is theirs to change.
fn is_editable(workspace: &Workspace, proposal: &Proposal) -> bool {
    let edits = proposal.finding.fixes.iter().filter_map(|fix| match &fix.change {
        Change::Edits(edits) => Some(edits),
        Change::Rename(_) => None,
    });
    let files = edits.flatten().map(|edit| workspace.source(edit.file));
    files.map(|source| (source.is_own, &source.disk)).all(|(is_own, disk)| is_own && disk.is_some())
}

fn breaks(proposal: &Proposal, allowed: Allowed) -> Option<String> {
    let allowed = [allowed.binary, allowed.json, allowed.source];
    let axes = proposal.verdicts.all().into_iter().zip(allowed);
    let broken: Vec<&str> = axes
        .filter(|((_, verdict), allowed)| verdict.is_unsafe() && !allowed)
        .map(|((axis, _), _)| axis)
        .collect();
    (!broken.is_empty()).then(|| format!("it breaks what --allow {} would permit", broken.join(",")))
}

fn breaks_released(proposal: &Proposal, released: Option<&Declared<'_>>) -> Option<String> {
    let is_felt = proposal.verdicts.binary.is_unsafe() || proposal.verdicts.json.is_unsafe();
    let mut steps = proposal.steps.iter().filter(|_| is_felt);
    let step = steps.find(|step| released.is_some_and(|it| it.field(&step.message, step.field).is_some()))?;
    Some(format!("field {} of `{}` is released", step.field, step.message))
}
