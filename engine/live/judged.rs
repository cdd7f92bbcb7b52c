//! The findings of one module, file by file, and how they follow a change.

use super::around::Touched;
use super::index::{Index, Keys};
use super::{FEW, FEW_RULES, each};
use crate::check::Judge;
use crate::documents::{Module, Workspace};
use crate::parallel;
use protune_compiler::diagnostic::{Change, Diagnostic};
use protune_compiler::schema::{Cancelled, FileId, Schema};
use protune_rules::{Findings, Needs};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A module with the findings of its rules.
pub(super) struct Judged {
    index: Index,
    reported: HashSet<FileId>,
    found: HashMap<FileId, Found>,
    /// Files whose findings speak of places in another file, by that file.
    pointing: HashMap<FileId, BTreeSet<FileId>>,
}

/// Findings in one file.
#[derive(Default)]
struct Found {
    /// Findings of the rules about single files.
    own: Findings,
    /// Findings of each of the rules that look wider, by their indices among these.
    wide: BTreeMap<usize, Findings>,
    /// The findings that comments leave, if there are any in the file.
    commented: Option<Findings>,
}

impl Found {
    fn shown(&self) -> impl Iterator<Item = &Diagnostic> {
        let without = self.commented.is_none().then(|| self.own.iter().chain(self.wide.values().flatten()));
        self.commented.iter().flatten().chain(without.into_iter().flatten())
    }
}

/// Results of a search in a module that may have been interrupted. They hold as long as the schema stays as it is.
#[derive(Default)]
pub(super) struct Progress {
    keys: BTreeMap<FileId, Keys>,
    own: BTreeMap<FileId, Findings>,
    /// By rule: the files that it looked at, and what it found there.
    wide: BTreeMap<usize, Vec<(BTreeSet<FileId>, Findings)>>,
    /// The whole, once the search has ended.
    pub(super) checked: Option<Checked>,
}

impl Progress {
    /// Takes the results about some files out.
    fn own_of(&mut self, files: &[FileId]) -> Vec<(FileId, Findings)> {
        files.iter().filter_map(|file| self.own.remove_entry(file)).collect()
    }

    fn wide(&mut self) -> Vec<(usize, BTreeSet<FileId>, Findings)> {
        let of_rules = std::mem::take(&mut self.wide).into_iter();
        of_rules
            .flat_map(|(at, found)| found.into_iter().map(move |(files, found)| (at, files, found)))
            .collect()
    }
}

/// Result of a change for a module.
pub(super) struct Checked {
    keys: BTreeMap<FileId, Keys>,
    own: Vec<(FileId, Findings)>,
    /// By rule: the files that it looked at again, and what it found there.
    wide: Vec<(usize, BTreeSet<FileId>, Findings)>,
    /// Files whose findings may be others now, and what comments make of these.
    shown: Vec<(FileId, Option<Findings>)>,
}

impl Judged {
    /// Nothing is known but where the files of the module are.
    pub(super) fn unjudged(workspace: &Workspace, module: &Module, targets: &HashSet<FileId>) -> Judged {
        let mut index = Index::default();
        for &file in &module.files {
            index.put(file, Keys::without_rpcs(workspace.schema.file(file)));
        }
        let reported = module.files.iter().copied().filter(|file| targets.contains(file)).collect();
        Judged { index, reported, found: HashMap::new(), pointing: HashMap::new() }
    }

    /// Looks at all files of the module. What it found before it was interrupted stays in `progress`.
    pub(super) fn check_all(
        &self,
        judge: &Judge<'_>,
        files: &[FileId],
        progress: &mut Progress,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Checked, Cancelled> {
        let reported: Vec<FileId> = files.iter().copied().filter(|file| self.reports(*file)).collect();
        each(&mut progress.own, &reported, FEW, is_cancelled, |file| found_in(judge, file))?;
        each(&mut progress.keys, files, FEW, is_cancelled, |file| Keys::of(judge.schema().file(file)))?;
        let all: BTreeSet<FileId> = reported.iter().copied().collect();
        let runs: Vec<_> = judge.wide().map(|(run, _)| run).collect();
        let rules: Vec<usize> = (0..runs.len()).collect();
        let whole = judge.module(files);
        each(&mut progress.wide, &rules, FEW_RULES, is_cancelled, |at| {
            let found = judge.check_wide(runs[at], &whole, &|file| all.contains(&file));
            vec![(all.clone(), found)]
        })?;
        let own = progress.own_of(&reported);
        let keys = std::mem::take(&mut progress.keys);
        let mut checked = Checked { keys, own, wide: progress.wide(), shown: Vec::new() };
        checked.shown = self.shown(judge, &checked, reported);
        Ok(checked)
    }

    /// Looks again at what changes to `edited` files can matter to; `changed` are all files that the schema looked at
    /// again. What it found before it was interrupted stays in `progress`.
    pub(super) fn check(
        &self,
        judge: &Judge<'_>,
        old: &Schema,
        edited: &BTreeSet<FileId>,
        changed: &[FileId],
        progress: &mut Progress,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Checked, Cancelled> {
        let schema = judge.schema();
        let is_mine = |file: &FileId| self.index.keys(*file).is_some();
        let mine: Vec<FileId> = changed.iter().copied().filter(is_mine).collect();
        // The schema looks at a file again when it is asked about it: here, on all threads.
        each(&mut progress.keys, &mine, FEW, is_cancelled, |file| Keys::of(schema.file(file)))?;
        let pointing: BTreeSet<FileId> =
            edited.iter().filter_map(|file| self.pointing.get(file)).flatten().copied().collect();
        let touched = Touched {
            schema,
            before: &self.index,
            now: &progress.keys,
            edited,
            pointing: &pointing,
            moves_packages: edited.iter().any(|&file| moves_packages(schema, old, file)),
        };
        let again: BTreeSet<FileId> =
            mine.iter().chain(&pointing).copied().filter(|file| self.reported.contains(file)).collect();
        let again: Vec<FileId> = again.into_iter().collect();
        each(&mut progress.own, &again, FEW, is_cancelled, |file| found_in(judge, file))?;
        // Many rules have the same needs.
        let mut arounds: Vec<(Needs, BTreeSet<FileId>, protune_rules::Module<'_>)> = Vec::new();
        for (at, (run, needs)) in judge.wide().enumerate() {
            let has_found = |file: FileId| self.has_found(at, file);
            if progress.wide.contains_key(&at) || touched.is_irrelevant(needs, has_found) {
                continue;
            }
            if !arounds.iter().any(|(known, ..)| *known == needs) {
                let around = touched.around(needs);
                let affected = around.affected.into_iter().filter(|file| self.reported.contains(file));
                let seen: Vec<FileId> = around.seen.into_iter().filter(is_mine).collect();
                arounds.push((needs, affected.collect(), judge.module(&seen)));
            }
            let mut found = Vec::new();
            for (_, affected, module) in arounds.iter().filter(|(known, ..)| *known == needs) {
                let here = judge.check_wide(run, module, &|file| affected.contains(&file));
                found.push((affected.clone(), here));
            }
            progress.wide.insert(at, found);
            if is_cancelled() {
                return Err(Cancelled);
            }
        }
        let own = progress.own_of(&again);
        let keys = std::mem::take(&mut progress.keys);
        let mut checked = Checked { keys, own, wide: progress.wide(), shown: Vec::new() };
        let files: BTreeSet<FileId> = again.into_iter().chain(self.differing(&checked)).collect();
        checked.shown = self.shown(judge, &checked, files.into_iter().collect());
        Ok(checked)
    }

    /// Looks again at a few reported files by themselves. What rules found that read nearly all files stays, unless it
    /// speaks of places that may have moved.
    pub(super) fn check_first(
        &self,
        judge: &Judge<'_>,
        edited: &BTreeSet<FileId>,
        first: &[FileId],
    ) -> Checked {
        let schema = judge.schema();
        let is_mine = |file: &FileId| self.index.keys(*file).is_some();
        let now = first.iter().map(|&file| (file, Keys::of(schema.file(file)))).collect();
        let none = BTreeSet::new();
        let (before, pointing) = (&self.index, &none);
        let touched = Touched { schema, before, now: &now, edited, pointing, moves_packages: false };
        let own = parallel::map(first, |&file| (file, found_in(judge, file)));
        let affected: BTreeSet<FileId> = first.iter().copied().collect();
        let mut wide = Vec::new();
        let mut modules: Vec<(Needs, protune_rules::Module<'_>)> = Vec::new();
        for (at, (run, needs)) in judge.wide().enumerate() {
            if needs.cycles || needs.importers || needs.module {
                let files = first.iter().filter(|file| !edited.contains(file));
                let stays = |file| move |finding: &&Diagnostic| mentions(finding).all(|other| other == file);
                let found = files.filter_map(|file| Some((file, self.found.get(file)?.wide.get(&at)?)));
                let found = found.flat_map(|(&file, found)| found.iter().filter(stays(file)));
                wide.push((at, affected.clone(), found.cloned().collect()));
                continue;
            }
            if !modules.iter().any(|(known, _)| *known == needs) {
                let seen: Vec<FileId> = touched.deciding(needs, first).into_iter().filter(is_mine).collect();
                modules.push((needs, judge.module(&seen)));
            }
            for (_, module) in modules.iter().filter(|(known, _)| *known == needs) {
                let found = judge.check_wide(run, module, &|file| affected.contains(&file));
                wide.push((at, affected.clone(), found));
            }
        }
        // What the files have in common with others is known once all are looked at.
        let mut checked = Checked { keys: BTreeMap::new(), own, wide, shown: Vec::new() };
        checked.shown = self.shown(judge, &checked, first.to_vec());
        checked
    }

    /// Whether findings in a file are reported.
    pub(super) fn reports(&self, file: FileId) -> bool {
        self.reported.contains(&file)
    }

    /// Whether findings in a file speak of places in another one.
    pub(super) fn points(&self, file: FileId, other: FileId) -> bool {
        self.pointing.get(&other).is_some_and(|files| files.contains(&file))
    }

    /// Whether a rule that looks wider found something in a file.
    fn has_found(&self, at: usize, file: FileId) -> bool {
        self.found.get(&file).and_then(|found| found.wide.get(&at)).is_some_and(|found| !found.is_empty())
    }

    /// Files in which a rule that looks wider found something, before or now.
    fn differing(&self, checked: &Checked) -> Vec<FileId> {
        let before = checked
            .wide
            .iter()
            .flat_map(|(at, affected, _)| affected.iter().copied().filter(|&file| self.has_found(*at, file)));
        let now = checked.wide.iter().flat_map(|(_, _, found)| found.iter().map(|it| it.place.file));
        before.chain(now).collect()
    }

    /// Returns what comments in these files make of the findings there.
    fn shown(
        &self,
        judge: &Judge<'_>,
        checked: &Checked,
        files: Vec<FileId>,
    ) -> Vec<(FileId, Option<Findings>)> {
        if !files.iter().any(|&file| judge.has_comments(file)) {
            return files.into_iter().map(|file| (file, None)).collect();
        }
        let own: HashMap<FileId, &Findings> =
            checked.own.iter().map(|(file, found)| (*file, found)).collect();
        let mut wide: HashMap<FileId, HashMap<usize, Findings>> = HashMap::new();
        for (at, affected, found) in &checked.wide {
            for file in affected {
                wide.entry(*file).or_default().insert(*at, Findings::new());
            }
            for finding in found {
                wide.entry(finding.place.file).or_default().entry(*at).or_default().push(finding.clone());
            }
        }
        let none = Found::default();
        let rules = judge.wide().count();
        parallel::map(&files, |&file| {
            if !judge.has_comments(file) {
                return (file, None);
            }
            let before = self.found.get(&file).unwrap_or(&none);
            let mut findings = own.get(&file).copied().unwrap_or(&before.own).clone();
            for at in 0..rules {
                let now = wide.get(&file).and_then(|wide| wide.get(&at));
                findings.extend(now.or_else(|| before.wide.get(&at)).into_iter().flatten().cloned());
            }
            judge.suppress(file, &mut findings);
            (file, Some(findings))
        })
    }

    /// Keeps what a change made of the module. Returns the files whose findings were looked at.
    pub(super) fn take(&mut self, checked: Checked) -> Vec<FileId> {
        for (file, keys) in checked.keys {
            self.index.put(file, keys);
        }
        let shown: Vec<FileId> = checked.shown.iter().map(|(file, _)| *file).collect();
        for &file in &shown {
            self.forget_mentions(file);
        }
        for (file, own) in checked.own {
            self.found.entry(file).or_default().own = own;
        }
        for (at, affected, found) in checked.wide {
            for file in affected {
                if let Some(known) = self.found.get_mut(&file) {
                    known.wide.remove(&at);
                }
            }
            for finding in found {
                let known = self.found.entry(finding.place.file).or_default();
                known.wide.entry(at).or_default().push(finding);
            }
        }
        for (file, commented) in checked.shown {
            self.found.entry(file).or_default().commented = commented;
        }
        for &file in &shown {
            self.note_mentions(file);
        }
        shown
    }

    fn forget_mentions(&mut self, file: FileId) {
        for mentioned in self.mentions(file) {
            if let Some(files) = self.pointing.get_mut(&mentioned) {
                files.remove(&file);
            }
        }
    }

    fn note_mentions(&mut self, file: FileId) {
        for mentioned in self.mentions(file) {
            self.pointing.entry(mentioned).or_default().insert(file);
        }
    }

    /// Other files that the findings in a file have places in.
    fn mentions(&self, file: FileId) -> BTreeSet<FileId> {
        let Some(found) = self.found.get(&file) else { return BTreeSet::new() };
        let all = found.own.iter().chain(found.wide.values().flatten());
        all.flat_map(mentions).filter(|&other| other != file).collect()
    }

    /// Findings that comments do not hide; `None` if the file was not looked at.
    pub(super) fn findings(&self, file: FileId) -> Option<impl Iterator<Item = &Diagnostic>> {
        self.found.get(&file).map(Found::shown)
    }

    /// Findings of the rules about single files, before comments hide any.
    pub(super) fn own(&self, file: FileId) -> &[Diagnostic] {
        self.found.get(&file).map_or(&[], |found| &found.own)
    }

    pub(super) fn all_findings(&self) -> impl Iterator<Item = &Diagnostic> {
        let mut files: Vec<&FileId> = self.found.keys().collect();
        files.sort_unstable();
        files.into_iter().flat_map(|file| self.found[file].shown())
    }
}

/// Findings of the rules about single files. The schema finds its problems as well, here, on all threads.
fn found_in(judge: &Judge<'_>, file: FileId) -> Findings {
    let _ = judge.schema().file(file).problems();
    judge.check_file(file)
}

/// Files that the labels and edits of a finding are in.
fn mentions(finding: &Diagnostic) -> impl Iterator<Item = FileId> {
    let labels = finding.labels.iter().map(|label| label.spot.file());
    let edits = finding.fixes.iter().flat_map(|fix| match &fix.change {
        Change::Edits(edits) => &**edits,
        Change::Rename(_) => &[],
    });
    labels.chain(edits.map(|edit| edit.file))
}

/// Whether a file is in another package now, or imports other files.
fn moves_packages(new: &Schema, old: &Schema, file: FileId) -> bool {
    let targets = |schema: &Schema| -> Vec<Option<FileId>> {
        schema.file(file).imports().map(|import| import.target().map(|target| target.id)).collect()
    };
    old.file(file).package() != new.file(file).package() || targets(old) != targets(new)
}
