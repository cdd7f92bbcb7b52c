//! Runs rules over a workspace, in parallel, and puts what they found in order.

mod baseline;
mod breaking;
mod changed;
mod fingerprint;
mod suppress;

pub use baseline::Baseline;
pub use breaking::{Limits, breaking, problems_before};
pub use changed::{Extent, keep as keep_changed};
pub use fingerprint::{Fingerprint, Fingerprints};

use crate::config::{Chosen, Ignored, Lint};
use crate::workspace::{Judged, Reach, Side, Workspace};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::FileId;
use protune_rules::{Check, Findings, Module, Terms};
use rayon::prelude::*;
use std::collections::HashSet;

/// How much has to be loaded for these rules.
pub fn reach<'l>(lints: impl IntoIterator<Item = &'l Lint>) -> Reach {
    let looks_wider = |chosen: &Chosen| matches!(chosen.rule.check, Check::Module(_));
    match lints.into_iter().any(|lint| lint.rules.iter().any(looks_wider)) {
        true => Reach::Modules,
        false => Reach::Files,
    }
}

/// Everything there is to say of the targets of a workspace: compiler errors and what the rules of their
/// modules find, in order of path, place and rule.
pub fn run(workspace: &Workspace) -> Vec<Diagnostic> {
    let targets: HashSet<FileId> = workspace.targets.iter().copied().collect();
    let mut findings: Vec<Diagnostic> =
        workspace.modules.iter().flat_map(|module| check_module(workspace, module, &targets)).collect();
    findings.extend(problems(workspace));
    sort(&mut findings, workspace);
    findings
}

/// What the compiler has to say, warnings about the targets included, in order of path and place.
pub fn compiler(workspace: &Workspace) -> Vec<Diagnostic> {
    let warnings = workspace.targets.iter().flat_map(|&file| workspace.schema.file(file).warnings());
    let mut findings: Vec<Diagnostic> = problems(workspace).chain(warnings).collect();
    sort(&mut findings, workspace);
    findings
}

/// What is wrong with the targets and with what they import, files that are built in left out.
fn problems(workspace: &Workspace) -> impl Iterator<Item = Diagnostic> {
    let needed = workspace.needed();
    let matters = move |problem: &&Diagnostic| {
        let file = problem.place.file;
        let is_told_otherwise = workspace.lacking.contains(&problem.place);
        needed.contains(&file) && workspace.source(file).disk.is_some() && !is_told_otherwise
    };
    workspace.problems.iter().chain(workspace.schema.problems()).filter(matters).cloned()
}

/// What the rules of a module find in those of its files that are reported.
fn check_module(workspace: &Workspace, judged: &Judged, targets: &HashSet<FileId>) -> Findings {
    let lint = &*judged.lint;
    let ignored = |file: FileId| {
        let disk = workspace.source(file).disk.as_deref();
        disk.map(|path| lint.ignored(path)).unwrap_or_default()
    };
    let of_files = judged.files.par_iter().filter(|file| targets.contains(file));
    let mut findings: Findings =
        of_files.flat_map_iter(|&file| check_file(workspace, file, lint, &ignored(file))).collect();
    let (mut wider, ignores): (Vec<Terms<'_>>, _) = (terms(lint).collect(), &lint.ignores);
    wider.retain(|terms| matches!(terms.rule.check, Check::Module(_)));
    if wider.is_empty() {
        suppress(workspace, judged, targets, &mut findings);
        return findings;
    }
    let files = judged.files.iter().map(|&file| workspace.schema.file(file)).collect();
    let module = Module::new(files);
    let of_module = wider.par_iter().flat_map_iter(|terms| {
        let mut out = Findings::new();
        terms.check_module(&module, &mut out);
        out
    });
    let is_kept = |finding: &Diagnostic| {
        let file = finding.place.file;
        targets.contains(&file) && (ignores.is_empty() || !ignored(file).has(finding.rule))
    };
    findings.par_extend(of_module.filter(is_kept));
    suppress(workspace, judged, targets, &mut findings);
    findings
}

/// Takes out what comments hide.
fn suppress(workspace: &Workspace, judged: &Judged, targets: &HashSet<FileId>, findings: &mut Findings) {
    let lint = &*judged.lint;
    let is_heard = |file: FileId, rule: &str| {
        let disk = workspace.source(file).disk.as_deref();
        !disk.is_some_and(|path| lint.ignored(path).has(rule))
    };
    let terms: Vec<Terms<'_>> = terms(lint).collect();
    let policy = suppress::Policy {
        buf: lint.comment_ignores,
        foreign: lint.foreign_ignores,
        terms: &terms,
        is_heard: &is_heard,
    };
    let files: Vec<FileId> = judged.files.iter().copied().filter(|file| targets.contains(file)).collect();
    suppress::apply(&workspace.schema, &files, &policy, findings);
}

fn check_file(workspace: &Workspace, file: FileId, lint: &Lint, ignored: &Ignored<'_>) -> Findings {
    let mut out = Findings::new();
    for terms in terms(lint).filter(|terms| !ignored.has(terms.rule.id)) {
        terms.check_file(workspace.schema.file(file), &mut out);
    }
    out
}

/// The terms on which each rule of a module runs.
fn terms(lint: &Lint) -> impl Iterator<Item = Terms<'_>> {
    lint.rules.iter().map(|&Chosen { rule, severity }| Terms { rule, severity, options: &lint.options })
}

fn sort(findings: &mut [Diagnostic], workspace: &Workspace) {
    let mut by_path: Vec<usize> = (0..workspace.sources.len()).collect();
    // What has no path any more comes first.
    let key = |file: usize| (workspace.sources[file].side == Side::After, &workspace.sources[file].path);
    by_path.sort_by(|&a, &b| key(a).cmp(&key(b)));
    let mut rank = vec![0; by_path.len()];
    for (at, file) in by_path.into_iter().enumerate() {
        rank[file] = at;
    }
    findings.sort_by_key(|finding| (rank[finding.place.file.0 as usize], finding.place.span, finding.rule));
}
