//! Compares modules with their old versions: their pairs, the findings of the rules, and the selection to
//! report. Knows no rule.

use super::of_plugins;
use super::served;
use super::suppress::{self, Policy};
use crate::documents::{Before, Module, Server, Side, Workspace};
use crate::parallel;
use crate::settings::{Breaking, Chosen, Settings};
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::{Diagnostic, Place, RuleId};
use protune_compiler::schema::{FileId, FileView};
use protune_rules::{Both, Findings, Options, Pair, Rule, Run, is_unstable_package};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Limits of what is compared and reported.
#[derive(Clone, Default, Debug)]
pub struct Limits {
    /// Files that are only imported are left out.
    pub exclude_imports: bool,
    /// Files that are only on the old side are left out.
    pub limit_to_input_files: bool,
    /// Folder on the new side that paths of the old side start from.
    pub compared_from: Option<PathBuf>,
}

/// Returns the problems of the old side: with one it is nothing to compare with.
pub fn problems_before(workspace: &Workspace) -> Vec<&Diagnostic> {
    let is_before = |finding: &&Diagnostic| workspace.document(finding.place.file).side == Side::Before;
    workspace.problems().filter(is_before).collect()
}

/// Returns the compiler errors of the targets, and the changes of their modules that should not have been made, in
/// order of path, place and rule.
///
/// ```
/// use protune_engine::{Settings, Workspace, breaking};
///
/// let before = [("a.proto", "syntax = \"proto3\"; message M { int32 a = 1; }")];
/// let after = [("a.proto", "syntax = \"proto3\"; message M { string a = 1; }")];
/// let findings = breaking(&Workspace::of_sides(before, after), &Settings::default(), &Default::default());
/// assert_eq!(findings[0].rule, "FIELD_SAME_TYPE");
/// ```
pub fn breaking(workspace: &Workspace, settings: &Settings, limits: &Limits) -> Findings {
    if workspace.modules.is_empty() {
        return Vec::new();
    }
    let mut findings: Findings = super::problems(workspace).collect();
    let broken: HashSet<FileId> = findings.iter().map(|finding| finding.place.file).collect();
    let found = all_comparisons(workspace, settings, limits).flat_map(|comparison| comparison.run());
    findings.extend(once(workspace, found.filter(|finding| !broken.contains(&finding.place.file))));
    findings.extend(once(workspace, super::deployment::broken(workspace, settings).into_iter()));
    findings.extend(of_plugins::broken_elsewhere(workspace, settings));
    hide(workspace, settings, &mut findings);
    super::sort(&mut findings, workspace);
    super::keep_first_failures(&mut findings);
    findings
}

/// Changes that break nothing, whatever rules are chosen, in order of path, place and rule.
pub(super) fn compatible(workspace: &Workspace, settings: &Settings, limits: &Limits) -> Findings {
    let found =
        all_comparisons(workspace, settings, limits).flat_map(|comparison| comparison.run_compatible());
    let mut findings: Findings = once(workspace, found).collect();
    hide(workspace, settings, &mut findings);
    super::sort(&mut findings, workspace);
    findings
}

/// The files that differ in anything at all, with what became of them, in order of their paths.
pub(super) fn differing(
    workspace: &Workspace,
    settings: &Settings,
    limits: &Limits,
) -> Vec<(FileId, &'static str)> {
    let found = all_comparisons(workspace, settings, limits).flat_map(|comparison| comparison.differing());
    let mut seen = HashSet::new();
    let mut files: Vec<_> = found.filter(|&(file, _)| seen.insert(file)).collect();
    files.sort_by_key(|&(file, _)| &workspace.document(file).path);
    files
}

/// Removes duplicates: several old sides report the same changes, and each reports a deleted file in its own.
fn once(workspace: &Workspace, found: impl Iterator<Item = Diagnostic>) -> impl Iterator<Item = Diagnostic> {
    let mut seen = HashSet::new();
    let place = |Place { file, span }| {
        let source = workspace.document(file);
        match source.side {
            Side::Before => (None, Some(source.path.as_str()), span),
            Side::After => (Some(file), None, span),
        }
    };
    found.filter(move |it| seen.insert((it.rule, place(it.place), it.message.clone())))
}

fn all_comparisons<'w>(
    workspace: &'w Workspace,
    settings: &'w Settings,
    limits: &'w Limits,
) -> impl Iterator<Item = Comparison<'w>> {
    let shared = Shared { workspace, settings, limits };
    workspace.before.iter().flat_map(move |before| comparisons(shared, before))
}

/// Data that all comparisons of a run share.
#[derive(Clone, Copy)]
struct Shared<'w> {
    workspace: &'w Workspace,
    settings: &'w Settings,
    limits: &'w Limits,
}

/// Takes out what comments in the new files hide. Those for buf are about linting.
fn hide(workspace: &Workspace, settings: &Settings, findings: &mut Findings) {
    let catalog = &settings.catalog;
    let policy = Policy { catalog, buf: false, foreign: false, runs: &[], is_heard: &|_, _| true };
    let mut of_files: BTreeMap<FileId, Findings> = BTreeMap::new();
    for finding in std::mem::take(findings) {
        of_files.entry(finding.place.file).or_default().push(finding);
    }
    for file in workspace.targets.iter().copied() {
        if let Some(found) = of_files.get_mut(&file) {
            suppress::apply(workspace.schema.file(file), &policy, found);
        }
    }
    findings.extend(of_files.into_values().flatten());
}

/// Pairs to compare: module by module if the configurations have the same ones and no file moved from one to
/// another, else all of them together.
fn comparisons<'w>(shared: Shared<'w>, before: &'w Before) -> Vec<Comparison<'w>> {
    let new = |(old, new): (Vec<&'w Module>, Vec<&'w Module>)| Comparison::new(shared, before, &old, &new);
    pairs(shared.workspace, before).into_iter().map(new).collect()
}

/// Returns the modules that are compared, each with those that it is compared with: those of the old side first.
pub fn pairs<'w>(workspace: &'w Workspace, before: &'w Before) -> Vec<(Vec<&'w Module>, Vec<&'w Module>)> {
    let partners: Vec<(&Module, &Module)> = workspace
        .modules
        .iter()
        .filter_map(|module| Some((partner(module, &before.modules)?, module)))
        .collect();
    let are_paired = partners.len() == before.modules.len() && partners.len() == workspace.modules.len();
    if are_paired && !is_any_moved(workspace, &partners) {
        return partners.into_iter().map(|(old, module)| (vec![old], vec![module])).collect();
    }
    vec![(before.modules.iter().collect(), workspace.modules.iter().collect())]
}

/// Returns whether a file is in another module than it was, by its import name.
fn is_any_moved(workspace: &Workspace, partners: &[(&Module, &Module)]) -> bool {
    if partners.len() < 2 {
        return false;
    }
    let name = |&file: &FileId| workspace.schema.file(file).name();
    let homes =
        partners.iter().enumerate().flat_map(|(at, (_, new))| new.files.iter().map(move |it| (it, at)));
    let homes: HashMap<&str, usize> = homes.map(|(file, at)| (name(file), at)).collect();
    partners.iter().enumerate().any(|(at, (old, new))| {
        let is_elsewhere = |file: &FileId| homes.get(name(file)).is_some_and(|&home| home != at);
        let kept: HashSet<&str> = new.files.iter().map(name).collect();
        old.files.iter().any(|file| is_elsewhere(file) && !kept.contains(name(file)))
    })
}

/// The module in the same place; `None` if there is none, or more than one.
fn partner<'w>(module: &Module, others: &'w [Module]) -> Option<&'w Module> {
    let mut same = others.iter().filter(|other| module.folder.is_some() && other.folder == module.folder);
    same.next().filter(|_| same.next().is_none())
}

struct Comparison<'w> {
    workspace: &'w Workspace,
    settings: &'w Settings,
    limits: &'w Limits,
    before: Vec<FileView<'w>>,
    after: Vec<FileView<'w>>,
    /// Modules of the new side; files of the old one belong to the module that is there now.
    modules: Vec<Compared<'w>>,
    /// The files of the modules, without what they import.
    judged: HashSet<FileId>,
    reported: HashSet<FileId>,
    /// The texts of the old side were made from descriptors.
    is_from_descriptors: bool,
    server: Option<Server>,
    /// The folders that paths of the old side are seen from, on the new one.
    folders: Vec<PathBuf>,
}

/// Comparison of the files of a module.
struct Compared<'w> {
    config: Cow<'w, Breaking>,
    /// Generated source must stay compatible, too.
    keeps_source: bool,
    files: HashSet<FileId>,
    /// The folders that the names of its files begin in now.
    roots: Vec<PathBuf>,
}

impl<'w> Comparison<'w> {
    /// There is a new module.
    fn new(
        Shared { workspace, settings, limits }: Shared<'w>,
        before: &'w Before,
        old: &[&'w Module],
        new: &[&'w Module],
    ) -> Comparison<'w> {
        let compared = |module: &&Module| {
            let chosen: &Breaking = &settings.modules[module.settings].breaking;
            let (config, keeps_source) = match before.server {
                None => (Cow::Borrowed(chosen), chosen.keeps_source()),
                Some(server) => (
                    Cow::Owned(served::settings(chosen, &settings.catalog, server)),
                    !served::are_default(chosen) && chosen.keeps_source(),
                ),
            };
            let files = module.files.iter().copied().collect();
            Compared { config, keeps_source, files, roots: import_roots(workspace, &module.files) }
        };
        let mut modules: Vec<Compared<'_>> = new.iter().map(compared).collect();
        for module in old {
            let home = new.iter().position(|other| other.folder == module.folder);
            modules[home.unwrap_or(0)].files.extend(&module.files);
        }
        let files = |modules: &[&Module]| -> Vec<FileId> {
            modules.iter().flat_map(|module| module.files.iter().copied()).collect()
        };
        let (mut old, after) = (files(old), files(new));
        if limits.limit_to_input_files {
            let names: HashSet<&str> = after.iter().map(|&file| workspace.schema.file(file).name()).collect();
            old.retain(|&file| names.contains(workspace.schema.file(file).name()));
        }
        Comparison {
            workspace,
            settings,
            limits,
            modules,
            judged: old.iter().chain(&after).copied().collect(),
            reported: before.targets.iter().chain(&workspace.targets).copied().collect(),
            is_from_descriptors: before.is_from_descriptors,
            server: before.server,
            folders: match before.is_from_descriptors {
                true => import_roots(workspace, &after),
                false => limits.compared_from.iter().cloned().collect(),
            },
            before: with_imports(workspace, old),
            after: with_imports(workspace, after),
        }
    }

    /// Findings of the chosen rules, for the modules that promise generated source and for those that do not.
    fn run(&self) -> Findings {
        let of_rules = [true, false].into_iter().flat_map(|keeps_source| self.run_for(keeps_source));
        of_rules.chain(self.of_plugins()).collect()
    }

    /// Findings of plugins about these files, as far as their rules run.
    fn of_plugins(&self) -> impl Iterator<Item = Diagnostic> {
        let mut files: Vec<FileId> = self.judged.iter().copied().collect();
        files.sort_unstable();
        let found = files.into_iter().flat_map(|file| of_plugins::in_file(self.workspace, file));
        let weighed = found.filter_map(|finding| {
            let rules = &self.module(finding.place.file).config.rules;
            let chosen = rules.iter().find(|chosen| chosen.rule.id == finding.rule);
            of_plugins::weighed(finding, chosen.map(|chosen| chosen.severity))
        });
        weighed.filter(|finding| self.is_told(finding))
    }

    fn run_for(&self, keeps_source: bool) -> Findings {
        let modules = self.modules.iter().filter(|module| module.keeps_source == keeps_source);
        let chosen = modules.flat_map(|module| &module.config.rules);
        let rules: BTreeMap<RuleId, &Chosen> = chosen.map(|chosen| (chosen.rule.id, chosen)).collect();
        let options = self.options();
        let is_chosen = |finding: &Diagnostic| {
            let module = self.module(finding.place.file);
            module.keeps_source == keeps_source
                && module.config.rules.iter().any(|chosen| chosen.rule.id == finding.rule)
        };
        let runs = rules.values().map(|chosen| Run::new(&chosen.rule, chosen.severity, options));
        let runs: Vec<Run<'_>> = runs.collect();
        self.found(&runs, keeps_source).filter(is_chosen).collect()
    }

    fn run_compatible(&self) -> Findings {
        let rules = self.settings.catalog.rules().iter().filter(|rule| rule.is_compatible());
        let options = self.options();
        let runs: Vec<Run<'_>> = rules.map(|rule| Run::new(rule, rule.severity, options)).collect();
        self.found(&runs, true).collect()
    }

    fn found(&self, runs: &[Run<'_>], keeps_source: bool) -> impl Iterator<Item = Diagnostic> {
        if runs.is_empty() {
            return Vec::new().into_iter();
        }
        let mut pair = Pair::new(&self.before, &self.after);
        pair.is_degraded = self.server.is_some_and(|server| server.is_degraded);
        let found = parallel::flat_map(runs, |run| {
            let mut out = Findings::new();
            run.check_pair(&pair, keeps_source, &mut out);
            out
        });
        let told: Findings = found.into_iter().filter(|finding| self.is_told(finding)).collect();
        told.into_iter()
    }

    /// One configuration sets them for all of its modules.
    fn options(&self) -> &Options {
        let mut set = self.modules.iter().map(|module| &module.config.options);
        set.find(|options| *options != Options::NONE).unwrap_or(Options::NONE)
    }

    /// Module of a file. A file that is only imported belongs to the first module.
    fn module(&self, file: FileId) -> &Compared<'w> {
        self.modules.iter().find(|module| module.files.contains(&file)).unwrap_or(&self.modules[0])
    }

    fn differing(&self) -> Vec<(FileId, &'static str)> {
        let pair = Pair::new(&self.before, &self.after);
        let schema = &self.workspace.schema;
        let says = |file: FileView<'_>| descriptor::file(schema, file.id, Include::default());
        let is_changed = |both: &&Both<FileView<'_>>| match self.is_from_descriptors {
            false => both.before.text() != both.after.text(),
            true => says(both.before) != says(both.after),
        };
        let changed = pair.files.iter().filter(is_changed).map(|both| (both.after.id, "changed"));
        let deleted = pair.deleted_files.iter().map(|file| (file.id, "was deleted"));
        let counts = |file: FileId| {
            let is_meant = self.judged.contains(&file) && self.reported.contains(&file);
            // No rule has this name: it matches only settings for whole files.
            is_meant && !self.is_ignored(self.module(file), RuleId::new(""), file)
        };
        changed.chain(deleted).filter(|&(file, _)| counts(file)).collect()
    }

    /// Whether a finding is reported. It has a place in a file of the new side and, by its labels, in one of
    /// the old side: either can suppress it.
    fn is_told(&self, finding: &Diagnostic) -> bool {
        let module = self.module(finding.place.file);
        let is_before = |file: &FileId| self.workspace.document(*file).side == Side::Before;
        let old = finding.labels.iter().map(|label| label.spot.file()).find(is_before);
        let mut files = std::iter::once(finding.place.file).chain(old);
        let is_kept = |file: FileId| {
            // What a server only imports has another owner, and may have another version.
            let with_imports = !self.limits.exclude_imports && self.server.is_none();
            let counts = self.judged.contains(&file) || with_imports;
            counts && !self.is_ignored(module, finding.rule, file)
        };
        let home = finding.place.file;
        // What is added to an import is news where it is at home.
        let is_news =
            || self.settings.catalog.find(&finding.rule).is_some_and(|rule| Rule::is_compatible(rule));
        let is_reported = self.reported.contains(&home) || !self.judged.contains(&home) && !is_news();
        is_reported && files.all(is_kept)
    }

    fn is_ignored(&self, module: &Compared<'_>, rule: RuleId, file: FileId) -> bool {
        let config = &module.config;
        let package = || self.workspace.schema.file(file).package();
        if config.ignore_unstable_packages && is_unstable_package(package()) {
            return true;
        }
        let source = self.workspace.document(file);
        let is_ignored = |path: &Path| config.ignored(path).has(rule);
        !config.ignores.is_empty()
            && match source.side {
                // Where it would lie today.
                Side::Before if !module.roots.is_empty() => {
                    let name = self.workspace.schema.file(file).name();
                    module.roots.iter().any(|root| is_ignored(&root.join(name)))
                }
                Side::Before => self.folders.iter().any(|folder| is_ignored(&folder.join(&source.path))),
                Side::After => source.disk.as_deref().is_some_and(is_ignored),
            }
    }
}

/// The folders that the names of files begin in: of a file in a set nothing but its name is known.
fn import_roots(workspace: &Workspace, files: &[FileId]) -> Vec<PathBuf> {
    let root = |&file: &FileId| {
        let (name, disk) =
            (Path::new(workspace.schema.file(file).name()), workspace.document(file).disk.as_ref()?);
        let root = disk.ancestors().nth(name.components().count()).filter(|_| disk.ends_with(name));
        root.map(Path::to_owned)
    };
    files.iter().filter_map(root).collect::<BTreeSet<_>>().into_iter().collect()
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
