//! Compares modules with what they were: which belongs to which, what the rules find, and what of that is
//! told. Knows no rule.

use super::suppress::{self, Policy};
use crate::config::Breaking;
use crate::workspace::{Before, Judged, Side, Workspace};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{FileId, FileView};
use protune_rules::{Findings, Options, Pair, Rule, Terms, is_unstable_package};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

/// How much is compared and told.
pub struct Limits {
    /// Say nothing of files that are only imported.
    pub exclude_imports: bool,
    /// Files that are only on the old side count for nothing.
    pub limit_to_input_files: bool,
    /// The folder that paths of the old side are seen from, on the new one.
    pub compared_from: Option<PathBuf>,
}

/// What is wrong with the old side, which is then nothing to compare with.
pub fn problems_before(workspace: &Workspace) -> Vec<&Diagnostic> {
    let is_before = |finding: &&Diagnostic| workspace.source(finding.place.file).side == Side::Before;
    workspace.problems.iter().chain(workspace.schema.problems()).filter(is_before).collect()
}

/// Compiler errors of the targets, and what changed in their modules that should not have, in order of path,
/// place and rule.
pub fn breaking(workspace: &Workspace, limits: &Limits) -> Vec<Diagnostic> {
    if workspace.modules.is_empty() {
        return Vec::new();
    }
    let mut findings: Findings = super::problems(workspace).collect();
    let broken: HashSet<FileId> = findings.iter().map(|finding| finding.place.file).collect();
    // Several old sides tell of the same changes.
    let mut seen = HashSet::new();
    for comparison in workspace.before.iter().flat_map(|before| comparisons(workspace, before, limits)) {
        let found = comparison.run().into_iter();
        let found = found.filter(|finding| !broken.contains(&finding.place.file));
        findings.extend(found.filter(|it| seen.insert((it.rule, it.place, it.message.clone()))));
    }
    hide(workspace, &mut findings);
    super::sort(&mut findings, workspace);
    findings
}

/// Takes out what comments in the new files hide. Those for buf are about linting.
fn hide(workspace: &Workspace, findings: &mut Findings) {
    let policy = Policy { buf: false, foreign: false, terms: &[], is_heard: &|_, _| true };
    suppress::apply(&workspace.schema, &workspace.targets, &policy, findings);
}

/// What is compared with what: module by module where the configurations have the same ones, else all of
/// them together.
fn comparisons<'w>(workspace: &'w Workspace, before: &'w Before, limits: &'w Limits) -> Vec<Comparison<'w>> {
    let new = |old: &[&'w Judged], new: &[&'w Judged]| Comparison::new(workspace, before, limits, old, new);
    let partners: Vec<(&Judged, &Judged)> = workspace
        .modules
        .iter()
        .filter_map(|module| Some((partner(module, &before.modules)?, module)))
        .collect();
    let are_paired = partners.len() == before.modules.len() && partners.len() == workspace.modules.len();
    if are_paired {
        return partners.into_iter().map(|(old, module)| new(&[old], &[module])).collect();
    }
    vec![new(&before.modules.iter().collect::<Vec<_>>(), &workspace.modules.iter().collect::<Vec<_>>())]
}

/// The module that is in the same place; `None` when none is, or it cannot be told which.
fn partner<'w>(module: &Judged, others: &'w [Judged]) -> Option<&'w Judged> {
    let mut same = others.iter().filter(|other| module.folder.is_some() && other.folder == module.folder);
    same.next().filter(|_| same.next().is_none())
}

struct Comparison<'w> {
    workspace: &'w Workspace,
    limits: &'w Limits,
    before: Vec<FileView<'w>>,
    after: Vec<FileView<'w>>,
    /// How the files of each module are compared; those of the old side are with the module that is there now.
    modules: Vec<(&'w Breaking, HashSet<FileId>)>,
    /// The files of the modules, without what they import.
    judged: HashSet<FileId>,
    reported: HashSet<FileId>,
}

impl<'w> Comparison<'w> {
    /// There is a new module.
    fn new(
        workspace: &'w Workspace,
        before: &'w Before,
        limits: &'w Limits,
        old: &[&'w Judged],
        new: &[&'w Judged],
    ) -> Comparison<'w> {
        let mut modules: Vec<(&Breaking, HashSet<FileId>)> =
            new.iter().map(|module| (&*module.breaking, module.files.iter().copied().collect())).collect();
        for module in old {
            let home = new.iter().position(|other| other.folder == module.folder);
            modules[home.unwrap_or(0)].1.extend(&module.files);
        }
        let files = |modules: &[&Judged]| -> Vec<FileId> {
            modules.iter().flat_map(|module| module.files.iter().copied()).collect()
        };
        let (mut old, after) = (files(old), files(new));
        if limits.limit_to_input_files {
            let names: HashSet<&str> = after.iter().map(|&file| workspace.schema.file(file).name()).collect();
            old.retain(|&file| names.contains(workspace.schema.file(file).name()));
        }
        Comparison {
            workspace,
            limits,
            modules,
            judged: old.iter().chain(&after).copied().collect(),
            reported: before.targets.iter().chain(&workspace.targets).copied().collect(),
            before: with_imports(workspace, old),
            after: with_imports(workspace, after),
        }
    }

    fn run(&self) -> Findings {
        let pair = Pair::new(&self.before, &self.after);
        // What is only imported goes by the first module.
        let config = |file: FileId| {
            let home = self.modules.iter().find(|(_, files)| files.contains(&file));
            home.map_or(self.modules[0].0, |(config, _)| config)
        };
        let ids: BTreeSet<&'static str> =
            self.modules.iter().flat_map(|(config, _)| config.rules.iter().copied()).collect();
        let rules: Vec<&'static Rule> = ids.into_iter().filter_map(protune_rules::find).collect();
        let found = rules.par_iter().flat_map_iter(|&rule| {
            let mut out = Findings::new();
            let terms = Terms { rule, severity: rule.severity, options: Options::NONE };
            terms.check_pair(&pair, &mut out);
            out
        });
        found.filter(|finding| self.is_told(finding, config(finding.place.file))).collect()
    }

    /// A finding stands in a file of the new side and, by its labels, in one of the old side: either can keep
    /// it from being told.
    fn is_told(&self, finding: &Diagnostic, config: &Breaking) -> bool {
        let is_before = |place: &Place| self.workspace.source(place.file).side == Side::Before;
        let old = finding.labels.iter().map(|label| label.place).find(is_before);
        let places = [Some(finding.place), old];
        let mut files = places.iter().flatten().map(|place| place.file);
        let is_kept = |file: FileId| {
            let counts = self.judged.contains(&file) || !self.limits.exclude_imports;
            counts && !self.is_ignored(config, finding.rule, file)
        };
        let home = finding.place.file;
        let is_reported = self.reported.contains(&home) || !self.judged.contains(&home);
        config.rules.contains(&finding.rule) && is_reported && files.all(is_kept)
    }

    fn is_ignored(&self, config: &Breaking, rule: &str, file: FileId) -> bool {
        let package = || self.workspace.schema.file(file).package();
        if config.ignore_unstable_packages && is_unstable_package(package()) {
            return true;
        }
        let source = self.workspace.source(file);
        let path = match (source.side, &source.disk) {
            (Side::Before, _) => self.limits.compared_from.as_ref().map(|folder| folder.join(&source.path)),
            (Side::After, disk) => disk.clone(),
        };
        !config.ignores.is_empty() && path.is_some_and(|path| config.ignored(&path).has(rule))
    }
}

/// The files, then what they import that is not among them.
fn with_imports(workspace: &Workspace, files: Vec<FileId>) -> Vec<FileView<'_>> {
    let mut seen: HashSet<FileId> = files.iter().copied().collect();
    let mut files = files;
    let mut next = 0;
    while let Some(&file) = files.get(next) {
        next += 1;
        let imports = workspace.schema.file(file).imports().filter_map(|import| import.target());
        files.extend(imports.map(|target| target.id).filter(|&target| seen.insert(target)));
    }
    files.into_iter().map(|file| workspace.schema.file(file)).collect()
}
