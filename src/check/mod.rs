//! Runs rules over a workspace, in parallel, and puts what they found in order.

mod baseline;
mod breaking;
mod changed;
mod fingerprint;
mod semver;
mod suppress;
mod times;

pub use baseline::Baseline;
pub use breaking::{Limits, breaking, problems_before};
pub use changed::{Extent, keep as keep_changed};
pub use fingerprint::{Fingerprint, Fingerprints};
pub use semver::{Reason, Semver, semver};
pub use times::Times;

use crate::config::{Chosen, Ignored, Lint};
use crate::workspace::{Judged, Reach, Side, Stage, Workspace};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::FileId;
use protune_rules::{Check, Findings, Module, Needs, Terms};
use rayon::prelude::*;
use std::borrow::Borrow;
use std::collections::HashSet;

/// Extent of the modules that these rules have to see.
pub fn reach<'l>(lints: impl IntoIterator<Item = &'l Lint>) -> Reach {
    let needs = |chosen: &Chosen| match chosen.rule.check {
        Check::Module(needs, _) => Some(needs),
        _ => None,
    };
    let needs = lints.into_iter().flat_map(|lint| lint.rules.iter().filter_map(needs));
    needs.reduce(Needs::and).map_or(Reach::Files, Reach::Around)
}

/// Everything there is to say of the targets of a workspace: compiler errors and what the rules of their
/// modules find, in order of path, place and rule. How long each rule takes is noted where that is asked for.
pub fn run(workspace: &Workspace, times: Option<&Times>) -> Vec<Diagnostic> {
    workspace.progress.begin(Stage::Checking);
    workspace.progress.expect(workspace.targets.len());
    let targets: HashSet<FileId> = workspace.targets.iter().copied().collect();
    let mut findings: Vec<Diagnostic> = workspace
        .modules
        .iter()
        .flat_map(|module| Run::new(workspace, module, &targets, times).findings())
        .collect();
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

/// One module that is being judged.
struct Run<'w> {
    workspace: &'w Workspace,
    judged: &'w Judged,
    /// Those of its files that are reported.
    reported: Vec<FileId>,
    /// On which terms each rule runs.
    terms: Vec<Terms<'w>>,
    times: Option<&'w Times>,
}

impl<'w> Run<'w> {
    fn new(
        workspace: &'w Workspace,
        judged: &'w Judged,
        targets: &HashSet<FileId>,
        times: Option<&'w Times>,
    ) -> Run<'w> {
        let lint = &*judged.lint;
        let terms = |&Chosen { rule, severity }| Terms { rule, severity, options: &lint.options };
        Run {
            workspace,
            judged,
            reported: judged.files.iter().copied().filter(|file| targets.contains(file)).collect(),
            terms: lint.rules.iter().map(terms).collect(),
            times,
        }
    }

    /// What the rules find in the reported files, and nothing hides.
    fn findings(&self) -> Findings {
        let of_files = self.reported.par_iter().flat_map_iter(|&file| self.check_file(file));
        let mut findings: Findings = of_files.collect();
        self.check_module(&mut findings);
        self.suppress(&mut findings);
        findings
    }

    fn check_file(&self, file: FileId) -> Findings {
        let ignored = self.ignored(file);
        let mut out = Findings::new();
        for terms in self.terms.iter().filter(|terms| !ignored.has(terms.rule.id)) {
            self.measured(terms, || terms.check_file(self.workspace.schema.file(file), &mut out));
        }
        self.workspace.progress.step();
        out
    }

    fn check_module(&self, out: &mut Findings) {
        let looks_wider = |terms: &&Terms<'_>| matches!(terms.rule.check, Check::Module(..));
        let wider: Vec<&Terms<'_>> = self.terms.iter().filter(looks_wider).collect();
        if wider.is_empty() {
            return;
        }
        let files = self.judged.files.iter().map(|&file| self.workspace.schema.file(file));
        let module = Module::new(files.collect());
        let reported: HashSet<FileId> = self.reported.iter().copied().collect();
        let is_kept = |finding: &Diagnostic| {
            let file = finding.place.file;
            let has_ignores = !self.judged.lint.ignores.is_empty();
            reported.contains(&file) && !(has_ignores && self.ignored(file).has(finding.rule))
        };
        out.par_extend(wider.par_iter().flat_map_iter(|terms| {
            let mut out = Findings::new();
            self.measured(terms, || terms.check_module(&module, &mut out));
            out.retain(is_kept);
            out
        }));
    }

    fn measured(&self, terms: &Terms<'_>, check: impl FnOnce()) {
        match self.times {
            None => check(),
            Some(times) => times.measure(terms.rule.id, check),
        }
    }

    /// Takes out what comments hide.
    fn suppress(&self, findings: &mut Findings) {
        let policy = suppress::Policy {
            buf: self.judged.lint.comment_ignores,
            foreign: self.judged.lint.foreign_ignores,
            terms: &self.terms,
            is_heard: &|file, rule| !self.ignored(file).has(rule),
        };
        suppress::apply(&self.workspace.schema, &self.reported, &policy, findings);
    }

    fn ignored(&self, file: FileId) -> Ignored<'w> {
        let disk = self.workspace.source(file).disk.as_deref();
        disk.map(|path| self.judged.lint.ignored(path)).unwrap_or_default()
    }
}

/// In the order in which they are reported.
pub fn sort<T: Borrow<Diagnostic>>(findings: &mut [T], workspace: &Workspace) {
    let mut by_path: Vec<usize> = (0..workspace.sources.len()).collect();
    // What has no path any more comes first.
    let key = |file: usize| (workspace.sources[file].side == Side::After, &workspace.sources[file].path);
    by_path.sort_by(|&a, &b| key(a).cmp(&key(b)));
    let mut rank = vec![0; by_path.len()];
    for (at, file) in by_path.into_iter().enumerate() {
        rank[file] = at;
    }
    findings.sort_by_key(|finding| {
        let Diagnostic { place, rule, .. } = finding.borrow();
        (rank[place.file.0 as usize], place.span, *rule)
    });
}
