//! Compares modules with what they were: which belongs to which, what the rules find, and what of that is
//! told. Knows no rule.

use crate::config::Breaking;
use crate::workspace::{Before, Judged, Side, Workspace};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{FileId, FileView};
use protune_rules::{Findings, Options, Pair, Rule, Terms, is_unstable_package};
use rayon::prelude::*;
use std::collections::HashSet;
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
    let mut findings: Findings = super::problems(workspace).collect();
    let broken: HashSet<FileId> = findings.iter().map(|finding| finding.place.file).collect();
    // Modules that import each other tell of the same files, and several old sides of the same changes.
    let mut seen = HashSet::new();
    for before in &workspace.before {
        for (old, new) in pairs(&before.modules, &workspace.modules) {
            let comparison = Comparison::new(workspace, before, limits, &old, &new);
            let found = comparison.run().into_iter();
            let found = found.filter(|finding| !broken.contains(&finding.place.file));
            findings.extend(found.filter(|it| seen.insert((it.rule, it.place, it.message.clone()))));
        }
    }
    super::sort(&mut findings, workspace);
    findings
}

/// Modules that are compared, on the old and on the new side: one by one where the configurations have the
/// same ones, else all together.
fn pairs<'w>(old: &'w [Judged], new: &'w [Judged]) -> Vec<(Vec<&'w Judged>, Vec<&'w Judged>)> {
    let places = |modules: &[Judged]| {
        let mut places: Vec<Option<usize>> = modules.iter().map(|module| module.place).collect();
        places.sort_unstable();
        places
    };
    let of_new = places(new);
    let are_distinct = of_new.windows(2).all(|pair| pair[0] != pair[1]);
    if of_new.contains(&None) || !are_distinct || places(old) != of_new {
        return vec![(old.iter().collect(), new.iter().collect())];
    }
    let partner = |module: &'w Judged| old.iter().filter(|other| other.place == module.place).collect();
    new.iter().map(|module| (partner(module), vec![module])).collect()
}

struct Comparison<'w> {
    workspace: &'w Workspace,
    limits: &'w Limits,
    config: &'w Breaking,
    before: Vec<FileView<'w>>,
    after: Vec<FileView<'w>>,
    /// The files of the modules, without what they import.
    judged: HashSet<FileId>,
    reported: HashSet<FileId>,
}

impl<'w> Comparison<'w> {
    fn new(
        workspace: &'w Workspace,
        before: &'w Before,
        limits: &'w Limits,
        old: &[&'w Judged],
        new: &[&'w Judged],
    ) -> Comparison<'w> {
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
            config: &new[0].breaking,
            judged: old.iter().chain(&after).copied().collect(),
            reported: before.targets.iter().chain(&workspace.targets).copied().collect(),
            before: with_imports(workspace, old),
            after: with_imports(workspace, after),
        }
    }

    fn run(&self) -> Findings {
        let pair = Pair::new(&self.before, &self.after);
        let rules: Vec<&'static Rule> =
            self.config.rules.iter().filter_map(|id| protune_rules::find(id)).collect();
        let found = rules.par_iter().flat_map_iter(|&rule| {
            let mut out = Findings::new();
            let terms = Terms { rule, severity: rule.severity, options: Options::NONE };
            terms.check_pair(&pair, &mut out);
            out
        });
        found.filter(|finding| self.is_told(finding)).collect()
    }

    /// A finding stands in a file of the new side and, by its labels, in one of the old side: either can keep
    /// it from being told.
    fn is_told(&self, finding: &Diagnostic) -> bool {
        let is_before = |place: &Place| self.workspace.source(place.file).side == Side::Before;
        let old = finding.labels.iter().map(|label| label.place).find(is_before);
        let places = [Some(finding.place), old];
        let mut files = places.iter().flatten().map(|place| place.file);
        let is_kept = |file: FileId| {
            let counts = self.judged.contains(&file) || !self.limits.exclude_imports;
            counts && !self.is_ignored(finding.rule, file)
        };
        let home = finding.place.file;
        (self.reported.contains(&home) || !self.judged.contains(&home)) && files.all(is_kept)
    }

    fn is_ignored(&self, rule: &str, file: FileId) -> bool {
        let package = || self.workspace.schema.file(file).package();
        if self.config.ignore_unstable_packages && is_unstable_package(package()) {
            return true;
        }
        let source = self.workspace.source(file);
        let path = match (source.side, &source.disk) {
            (Side::Before, _) => self.limits.compared_from.as_ref().map(|folder| folder.join(&source.path)),
            (Side::After, disk) => disk.clone(),
        };
        !self.config.ignores.is_empty() && path.is_some_and(|path| self.config.ignored(&path).has(rule))
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
