//! Running rules over a workspace, and what of their findings is not reported: suppressions, baselines, lines that
//! did not change. Findings are in order of path, place and rule.

pub mod baseline;
mod breaking;
mod built_in;
mod changed;
mod declared;
mod deployment;
mod fingerprint;
mod of_plugins;
mod semver;
mod served;
mod suppress;

pub use breaking::{Limits, breaking, pairs, problems_before};
pub use built_in::{BUILT_IN, BuiltIn, CONFIG, FORMAT, INCOMPLETE, built_in};
pub use changed::{Changed, Extent, Hunk, take_unchanged};
pub use fingerprint::{Fingerprint, Fingerprints};
pub use semver::{Contract, Reason, Semver, Step, semver};

use crate::documents::{Module, Side, Stage, Workspace};
use crate::parallel;
use crate::settings::{Chosen, Ignored, Lint, Settings};
use protune_compiler::diagnostic::{Diagnostic, RuleId};
use protune_compiler::schema::{FileId, Schema};
use protune_compiler::text::Span;
use protune_rules::house::EVALUATION_FAILED;
use protune_rules::{Catalog, Findings, Needs, Run, Subject};
use std::borrow::Borrow;
use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Runs the check of a rule, given by its id, and measures it as it likes.
pub type Measure<'m> = &'m (dyn Fn(RuleId, &mut dyn FnMut()) + Sync);

/// Returns all findings about the targets of a workspace: compiler errors and the findings of their modules' rules,
/// in order of path, place and rule.
///
/// ```
/// use protune_engine::{Settings, Workspace, lint};
///
/// let workspace = Workspace::of_texts([("a.proto", "syntax = \"proto3\"; message M { Missing m = 1; }")]);
/// let findings = lint(&workspace, &Settings::of_rules([]));
/// assert_eq!(findings[0].rule, "COMPILE");
/// ```
pub fn lint(workspace: &Workspace, settings: &Settings) -> Findings {
    lint_measured(workspace, settings, None)
}

/// Does the same as [`lint`]; `measure` runs each check.
pub fn lint_measured(workspace: &Workspace, settings: &Settings, measure: Option<Measure<'_>>) -> Findings {
    workspace.progress.begin(Stage::Checking);
    workspace.progress.expect(workspace.targets.len());
    let targets: HashSet<FileId> = workspace.targets.iter().copied().collect();
    let of_module = |module: &Module| {
        let reported: Vec<FileId> =
            module.files.iter().copied().filter(|file| targets.contains(file)).collect();
        Judge::new(workspace, module, settings, measure).findings(module, &reported)
    };
    let mut of_files: Vec<(FileId, Findings)> = workspace.modules.iter().flat_map(of_module).collect();
    of_files.extend(deployment::findings(workspace, settings, measure));
    of_files.extend(of_plugins::elsewhere(workspace, settings));
    of_files.extend(problems(workspace).map(|problem| (problem.place.file, vec![problem])));
    merge(of_files, workspace)
}

/// Returns the findings in the configuration files of a workspace, file by file, each in order of place and rule.
pub fn lint_configs(workspace: &Workspace, settings: &Settings) -> Vec<(FileId, Findings)> {
    let mut of_files = deployment::findings(workspace, settings, None);
    of_files.iter_mut().for_each(|(_, findings)| findings.sort_by_key(within_file));
    of_files
}

/// Returns the problems that the compiler finds, warnings about the targets included, in order of path and place.
pub fn compiler(workspace: &Workspace) -> Vec<Diagnostic> {
    let warnings = workspace.targets.iter().flat_map(|&file| workspace.schema.file(file).warnings());
    let mut findings: Vec<Diagnostic> = problems(workspace).chain(warnings).collect();
    sort(&mut findings, workspace);
    findings
}

/// Errors in the targets and in their imports, without files that are built in.
fn problems(workspace: &Workspace) -> impl Iterator<Item = Diagnostic> {
    // Nobody asks where nothing is wrong.
    let needed = LazyCell::new(|| workspace.needed());
    let problems = workspace.problems().filter(move |problem| matters(workspace, problem, &needed));
    problems.map(|problem| told(workspace, problem))
}

/// A problem as it is reported: with more about an import that is not found.
pub(crate) fn told(workspace: &Workspace, problem: &Diagnostic) -> Diagnostic {
    let is_missing = || problem.code == Some("import-not-found");
    let hint = workspace.hints.get(&problem.place).filter(|_| is_missing());
    match hint {
        Some(hint) => hint.told(problem.clone()),
        None => problem.clone(),
    }
}

/// Whether a problem is reported, given the targets and all that they import.
pub(crate) fn matters(workspace: &Workspace, problem: &Diagnostic, needed: &HashSet<FileId>) -> bool {
    let document = workspace.document(problem.place.file);
    let is_of_schema = document.content.is_none();
    let is_reported = || {
        let is_told_otherwise = workspace.lacking.contains(&problem.place);
        needed.contains(&problem.place.file) && document.disk.is_some() && !is_told_otherwise
    };
    !is_of_schema || is_reported()
}

/// The rules of one module, on the terms of its settings.
pub(crate) struct Judge<'w> {
    workspace: &'w Workspace,
    catalog: &'w Catalog,
    lint: &'w Lint,
    runs: Vec<Run<'w>>,
    measure: Option<Measure<'w>>,
}

impl<'w> Judge<'w> {
    pub(crate) fn new(
        workspace: &'w Workspace,
        module: &'w Module,
        settings: &'w Settings,
        measure: Option<Measure<'w>>,
    ) -> Judge<'w> {
        let lint = &*settings.modules[module.settings].lint;
        let run = |chosen: &'w Chosen| Run::new(&chosen.rule, chosen.severity, &lint.options);
        let is_checked = |chosen: &&Chosen| !workspace.unchecked.contains(&chosen.rule.id);
        let runs = lint.rules.iter().filter(is_checked).map(run).collect();
        Judge { workspace, catalog: &settings.catalog, lint, runs, measure }
    }

    /// Returns the findings in these files of the module that nothing hides, file by file.
    fn findings(&self, module: &Module, reported: &[FileId]) -> Vec<(FileId, Findings)> {
        let own = || parallel::map(reported, |&file| (file, self.check_file(file)));
        let (mut of_files, wide) = parallel::both(own, || self.findings_of_wide(module, reported));
        let at: HashMap<FileId, usize> = reported.iter().enumerate().map(|(at, &file)| (file, at)).collect();
        let mut more = vec![0; reported.len()];
        wide.iter().for_each(|finding| more[at[&finding.place.file]] += 1);
        // A list that grows by one doubles, and there may be many files with few findings each.
        of_files.iter_mut().zip(more).for_each(|((_, findings), more)| findings.reserve_exact(more));
        for finding in wide {
            of_files[at[&finding.place.file]].1.push(finding);
        }
        parallel::for_each_mut(&mut of_files, |(file, findings)| self.suppress(*file, findings));
        of_files
    }

    /// Returns the findings in these files of the rules that look at more than one.
    fn findings_of_wide(&self, module: &Module, reported: &[FileId]) -> Findings {
        let wide: Vec<&Run<'_>> = self.wide().map(|(run, _)| run).collect();
        if wide.is_empty() {
            return Findings::new();
        }
        let module = self.module(&module.files);
        let is_reported: HashSet<FileId> = reported.iter().copied().collect();
        parallel::flat_map(&wide, |run| self.check_wide(run, &module, &|file| is_reported.contains(&file)))
    }

    pub(crate) fn schema(&self) -> &'w Schema {
        &self.workspace.schema
    }

    /// Returns the findings of the rules about single files.
    pub(crate) fn check_file(&self, file: FileId) -> Findings {
        let ignored = self.ignored(file);
        let mut out = Findings::new();
        let subject = Subject::new(self.workspace.schema.file(file));
        for run in self.runs.iter().filter(|run| !ignored.has(run.rule.id)) {
            self.measured(run, || run.check_file(&subject, &mut out));
        }
        of_plugins::add(self.workspace, file, &self.runs, &ignored, &mut out);
        self.workspace.progress.step();
        // There may be many files with few findings each.
        out.shrink_to_fit();
        out
    }

    /// Returns the rules that look at more than one file, with their needs.
    pub(crate) fn wide(&self) -> impl Iterator<Item = (&Run<'w>, Needs)> {
        self.runs.iter().filter_map(|run| Some((run, run.rule.check.needs()?)))
    }

    /// Returns these files as rules see them.
    pub(crate) fn module(&self, files: &[FileId]) -> protune_rules::Module<'w> {
        protune_rules::Module::new(files.iter().map(|&file| self.workspace.schema.file(file)).collect())
    }

    /// Returns the findings of a rule about a module in those of its files that are reported.
    pub(crate) fn check_wide(
        &self,
        run: &Run<'w>,
        module: &protune_rules::Module<'_>,
        is_reported: &dyn Fn(FileId) -> bool,
    ) -> Findings {
        let mut out = Findings::new();
        self.measured(run, || run.check_module(module, is_reported, &mut out));
        let has_ignores = !self.lint.ignores.is_empty();
        out.retain(|finding| {
            let file = finding.place.file;
            is_reported(file) && !(has_ignores && self.ignored(file).has(finding.rule))
        });
        out
    }

    fn measured(&self, run: &Run<'_>, mut check: impl FnMut()) {
        match self.measure {
            None => check(),
            Some(measure) => measure(run.rule.id, &mut check),
        }
    }

    /// Whether a file may have comments that hide findings.
    pub(crate) fn has_comments(&self, file: FileId) -> bool {
        suppress::are_in(self.workspace.schema.file(file).text())
    }

    /// Takes out the findings in a file that comments hide, and adds those about such comments.
    pub(crate) fn suppress(&self, file: FileId, findings: &mut Findings) {
        let policy = suppress::Policy {
            catalog: self.catalog,
            buf: self.lint.comment_ignores,
            foreign: self.lint.foreign_ignores,
            runs: &self.runs,
            is_heard: &|file, rule| !self.ignored(file).has(rule),
        };
        suppress::apply(self.workspace.schema.file(file), &policy, findings);
    }

    fn ignored(&self, file: FileId) -> Ignored<'w> {
        let disk = self.workspace.document(file).disk.as_deref();
        disk.map(|path| self.lint.ignored(path)).unwrap_or_default()
    }
}

/// Joins the findings of files into one list, in order of path, place and rule. A file may come several times.
fn merge(of_files: Vec<(FileId, Findings)>, workspace: &Workspace) -> Findings {
    let rank = ranks(workspace);
    let mut of_files: Vec<(FileId, Findings)> =
        of_files.into_iter().filter(|(_, findings)| !findings.is_empty()).collect();
    of_files.sort_by_key(|(file, _)| rank[file.index()]);
    of_files.dedup_by(|later, first| {
        let is_one = later.0 == first.0;
        if is_one {
            first.1.append(&mut later.1);
        }
        is_one
    });
    let has_failures = AtomicBool::new(false);
    parallel::for_each_mut(&mut of_files, |(_, findings)| {
        findings.sort_by_key(within_file);
        if findings.iter().any(is_failure) {
            has_failures.store(true, Relaxed);
        }
    });
    let mut all = Vec::with_capacity(of_files.iter().map(|(_, findings)| findings.len()).sum());
    all.extend(of_files.into_iter().flat_map(|(_, findings)| findings));
    if has_failures.into_inner() {
        keep_first_failures(&mut all);
    }
    all
}

/// Keeps the first of the findings that say of a rule that it cannot be evaluated.
fn keep_first_failures(findings: &mut Findings) {
    let mut failed = HashSet::new();
    findings.retain(|finding| !is_failure(finding) || failed.insert(finding.rule));
}

fn is_failure(finding: &Diagnostic) -> bool {
    finding.code == Some(EVALUATION_FAILED)
}

/// Sorts findings by path, place and rule; files that are gone come first.
pub fn sort<T: Borrow<Diagnostic>>(findings: &mut [T], workspace: &Workspace) {
    let rank = ranks(workspace);
    findings.sort_by_key(|finding| {
        let finding = finding.borrow();
        (rank[finding.place.file.index()], within_file(finding))
    });
}

/// The place of each file in the order of paths. What has no path any more comes first.
fn ranks(workspace: &Workspace) -> Vec<usize> {
    let mut by_path: Vec<usize> = (0..workspace.documents.len()).collect();
    let key = |file: usize| (workspace.documents[file].side == Side::After, &workspace.documents[file].path);
    parallel::sort_by(&mut by_path, |&a, &b| key(a).cmp(&key(b)));
    let mut rank = vec![0; by_path.len()];
    for (at, file) in by_path.into_iter().enumerate() {
        rank[file] = at;
    }
    rank
}

fn within_file(finding: &Diagnostic) -> (Option<Span>, RuleId) {
    (finding.place.span, finding.rule)
}
