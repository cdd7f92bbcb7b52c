//! Runs rules over a workspace, in parallel, and puts what they found in order.

use crate::workspace::Workspace;
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::FileId;
use protune_rules::{Findings, Options, Rule, Terms};
use rayon::prelude::*;

/// Everything there is to say of a workspace: compiler errors and what `rules` find in its targets,
/// in order of path, place and rule.
pub fn run(workspace: &Workspace, rules: &[&'static Rule]) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> =
        workspace.targets.par_iter().flat_map_iter(|&file| check_file(workspace, file, rules)).collect();
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

/// What is wrong with the files, those that are built in left out.
fn problems(workspace: &Workspace) -> impl Iterator<Item = Diagnostic> {
    let is_ours = |problem: &&Diagnostic| workspace.source(problem.place.file).disk.is_some();
    workspace.problems.iter().chain(workspace.schema.problems().iter().filter(is_ours)).cloned()
}

fn check_file(workspace: &Workspace, file: FileId, rules: &[&'static Rule]) -> Findings {
    let mut out = Findings::new();
    // Of a file that is not UTF-8 at all nothing is known, not even that something is missing.
    if workspace.problems.iter().any(|problem| problem.place == Place::file(file)) {
        return out;
    }
    for &rule in rules {
        let terms = Terms { rule, severity: rule.severity, options: Options::NONE };
        terms.check_file(workspace.schema.file(file), &mut out);
    }
    out
}

fn sort(findings: &mut [Diagnostic], workspace: &Workspace) {
    let mut by_path: Vec<usize> = (0..workspace.sources.len()).collect();
    by_path.sort_by(|&a, &b| workspace.sources[a].path.cmp(&workspace.sources[b].path));
    let mut rank = vec![0; by_path.len()];
    for (at, file) in by_path.into_iter().enumerate() {
        rank[file] = at;
    }
    findings.sort_by_key(|finding| (rank[finding.place.file.0 as usize], finding.place.span, finding.rule));
}
