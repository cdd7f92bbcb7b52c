//! One round: from the findings of a workspace to what its files say once the fixes are made that can
//! be made together.

use super::aside::Aside;
use super::edits::{Proposed, merge};
use super::names::{Editable, expand};
use super::{Announced, choose};
use crate::documents::Workspace;
use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Rename, RuleId, Safety};
use protune_compiler::schema::FileId;
use protune_compiler::schema::rename::Refusal;
use protune_compiler::text::Span;
use std::borrow::Cow;
use std::collections::HashSet;

pub(super) struct Round {
    /// The files that change, with their new texts.
    pub(super) files: Vec<(FileId, String)>,
    pub(super) taken: Vec<Taken>,
    pub(super) refused: Vec<Refused>,
}

/// A fix that is made.
pub(super) struct Taken {
    /// By its place among all.
    pub(super) finding: usize,
    pub(super) rule: RuleId,
    pub(super) announced: Announced,
    /// Spans of its text in the new texts.
    pub(super) places: Vec<(FileId, Span)>,
}

impl Taken {
    pub(super) fn files(&self) -> HashSet<FileId> {
        self.places.iter().map(|&(file, _)| file).collect()
    }
}

/// A fix that cannot be made.
#[derive(Debug)]
pub struct Refused {
    /// Its finding, by its place among all.
    pub finding: usize,
    /// Reason, in words.
    pub reason: String,
}

/// A fix that could be made, as edits.
struct Proposal<'f> {
    finding: usize,
    rule: RuleId,
    announced: Announced,
    edits: Cow<'f, [Edit]>,
}

impl Proposed for Proposal<'_> {
    fn edits(&self) -> &[Edit] {
        &self.edits
    }

    fn kind(&self) -> &str {
        &self.rule
    }
}

pub(super) fn round(workspace: &Workspace, findings: &[Diagnostic], limit: Safety, aside: &Aside) -> Round {
    let Wanted { proposals, refused } = wanted(workspace, findings, limit, aside);
    let merged = merge(&proposals, |file| workspace.text(file).text);
    let made = proposals.iter().zip(merged.taken).filter_map(|(proposal, taken)| Some((proposal, taken?)));
    let made = made.map(|(proposal, places)| Taken {
        finding: proposal.finding,
        rule: proposal.rule,
        announced: proposal.announced,
        places,
    });
    Round { taken: made.collect(), files: merged.files, refused }
}

#[derive(Default)]
struct Wanted<'f> {
    proposals: Vec<Proposal<'f>>,
    refused: Vec<Refused>,
}

impl<'f> Wanted<'f> {
    fn propose(&mut self, proposal: Proposal<'f>, editable: &Editable) {
        let Proposal { finding, edits, .. } = &proposal;
        if edits.iter().all(|edit| editable.has(edit.file)) {
            return self.proposals.push(proposal);
        }
        let reason = "a file that it would change does not compile, is not yours to edit, or is not UTF-8, itself or its path"
            .to_owned();
        self.refused.push(Refused { finding: *finding, reason });
    }

    fn refuse(&mut self, finding: usize, refusal: &Refusal) {
        // What only meets another rename of this round has its turn in the next.
        if !matches!(refusal, Refusal::MeetsAnother { .. }) {
            self.refused.push(Refused { finding, reason: refusal.to_string() });
        }
    }
}

fn wanted<'f>(workspace: &Workspace, findings: &'f [Diagnostic], limit: Safety, aside: &Aside) -> Wanted<'f> {
    let editable = Editable::of(workspace);
    let mut wanted = Wanted::default();
    let mut renames: Vec<(usize, &Rename)> = Vec::new();
    for (finding, fix) in findings.iter().enumerate().filter_map(|(at, it)| Some((at, choose(it, limit)?))) {
        if let Some(reason) = aside.reason(workspace, &findings[finding]) {
            wanted.refused.push(Refused { finding, reason: reason.to_owned() });
            continue;
        }
        match &fix.change {
            Change::Rename(rename) => renames.push((finding, rename)),
            Change::Edits(edits) => {
                let announced = match fix.safety {
                    Safety::Safe if fix.sets_options => Announced::Options,
                    Safety::Safe => Announced::Little,
                    _ => Announced::Anything,
                };
                let (rule, edits) = (findings[finding].rule, Cow::Borrowed(&**edits));
                wanted.propose(Proposal { finding, rule, announced, edits }, &editable);
            }
        }
    }
    if let Some(failure) = workspace.failures.first() {
        let reason = format!("{}, which may refer to it, cannot be read", failure.path);
        let refused = renames.drain(..).map(|(finding, _)| Refused { finding, reason: reason.clone() });
        wanted.refused.extend(refused);
    }
    let asked: Vec<&Rename> = renames.iter().map(|(_, rename)| *rename).collect();
    for ((finding, _), answer) in renames.into_iter().zip(expand(workspace, &editable, &asked)) {
        match answer {
            // It has that name: another finding asks for the same.
            Ok(edits) if edits.is_empty() => {}
            Ok(edits) => {
                let (rule, edits) = (findings[finding].rule, Cow::Owned(edits));
                wanted.propose(Proposal { finding, rule, announced: Announced::Names, edits }, &editable);
            }
            Err(refusal) => wanted.refuse(finding, &refusal),
        }
    }
    wanted
}
