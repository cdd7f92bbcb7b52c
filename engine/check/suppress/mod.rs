//! Comments that hide findings: what they say, and which findings go. Knows four kinds of them in schemas, and ours in
//! configuration files; what is wrong with such comments is said by the rules about them, not here.

mod comments;
mod config;
mod names;
mod reach;

pub(super) use comments::are_in;
use comments::{Claim, Comments};
use protune_compiler::diagnostic::{Diagnostic, RuleId};
use protune_compiler::schema::{FileId, FileView};
use protune_rules::{Catalog, Check, Flaw, Meaning, Run, Suppression};

/// On which terms comments count in a module.
pub(super) struct Policy<'p> {
    /// The rules that comments may name.
    pub(super) catalog: &'p Catalog,
    /// `buf:lint:ignore` comments count.
    pub(super) buf: bool,
    /// Comments for protolint and api-linter count for all rules; otherwise those for api-linter count for its own.
    pub(super) foreign: bool,
    /// The rules that run in the module.
    pub(super) runs: &'p [Run<'p>],
    /// Whether a rule of them, by its id, is heard of in a file.
    pub(super) is_heard: &'p (dyn Fn(FileId, RuleId) -> bool + Sync),
}

/// Takes the findings out that comments in this file hide, and adds what the rules about such comments have to say.
/// A file without any costs two scans for a word.
pub(super) fn apply(file: FileView<'_>, policy: &Policy<'_>, findings: &mut Vec<Diagnostic>) {
    if are_in(file.text()) {
        let subject = Subject { file: file.id, text: file.text(), is_whole: file.problems().is_empty() };
        *findings = judge(&subject, comments::read(file, policy), policy, std::mem::take(findings));
    }
}

/// Does the same for a configuration file.
pub(super) fn apply_to_config(
    file: FileId,
    data: &protune_data::File,
    policy: &Policy<'_>,
    findings: &mut Vec<Diagnostic>,
) {
    if are_in(&data.text) {
        let subject = Subject { file, text: &data.text, is_whole: data.problems.is_empty() };
        *findings = judge(&subject, config::read(data, policy), policy, std::mem::take(findings));
    }
}

/// The file that comments stand in.
struct Subject<'s> {
    file: FileId,
    text: &'s str,
    /// It has no errors.
    is_whole: bool,
}

/// Returns the findings in one file that no comment hides, and the findings about its comments.
fn judge(
    subject: &Subject<'_>,
    comments: Comments<'_>,
    policy: &Policy<'_>,
    mut findings: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let Comments { mut suppressions, mut claims, .. } = comments;
    if suppressions.is_empty() && claims.is_empty() {
        return findings;
    }
    hide(&mut claims, &mut findings);
    settle(&mut suppressions, &claims, subject, policy);
    let mut said = Vec::new();
    for run in policy.runs.iter().filter(|run| (policy.is_heard)(subject.file, run.rule.id)) {
        run.check_suppressions((subject.file, subject.text), &suppressions, &mut said);
    }
    hide(&mut claims, &mut said);
    findings.extend(said);
    findings
}

/// Takes out what is claimed, and notes in each claim whether it was needed. The order of the rest
/// stays. A finding is where it begins.
fn hide(claims: &mut [Claim], findings: &mut Vec<Diagnostic>) {
    claims.sort_by_key(|claim| claim.reach.start);
    let mut by_start: Vec<usize> = (0..findings.len()).collect();
    by_start.sort_by_key(|&at| findings[at].place.span);
    let mut hidden = vec![false; findings.len()];
    // Claims that began at or before the finding, and go on.
    let mut open: Vec<usize> = Vec::new();
    let mut next = 0;
    for at in by_start {
        let finding = &findings[at];
        let Some(span) = finding.place.span else {
            for claim in claims.iter_mut().filter(|claim| claim.reach.is_whole) {
                hidden[at] |= claim.take(finding);
            }
            continue;
        };
        while claims.get(next).is_some_and(|claim| claim.reach.start <= span.start) {
            open.push(next);
            next += 1;
        }
        open.retain(|&claim| claims[claim].reach.end > span.start);
        for &claim in &open {
            hidden[at] |= claims[claim].take(finding);
        }
    }
    let mut hidden = hidden.into_iter();
    findings.retain(|_| !hidden.next().unwrap_or(false));
}

/// Says of each name that was known whether it was needed. Where the file is broken, or the rule did not
/// run, that nothing was found proves nothing, nor does that nothing stands beside a comment.
fn settle(suppressions: &mut [Suppression], claims: &[Claim], subject: &Subject<'_>, policy: &Policy<'_>) {
    let is_whole = subject.is_whole;
    for suppression in suppressions.iter_mut().filter(|_| !is_whole) {
        suppression.flaw.take_if(|flaw| *flaw == Flaw::CoversNothing);
    }
    for claim in claims {
        let Some((suppression, name)) = claim.of else { continue };
        let meaning = &mut suppressions[suppression].names[name].meaning;
        let is_tried = |run: &Run<'_>| {
            claim.rules.include(run.rule.id)
                && !matches!(run.rule.check, Check::Suppressions(_))
                && (policy.is_heard)(subject.file, run.rule.id)
        };
        if claim.is_used {
            *meaning = Meaning::Used;
        } else if *meaning == Meaning::Untried && is_whole && policy.runs.iter().any(is_tried) {
            *meaning = Meaning::Unused;
        }
    }
}
