//! The findings of one module, file by file, and how they follow a change.

use super::around::Touched;
use super::each;
use super::index::{Index, Keys};
use crate::check::Judge;
use crate::documents::{Module, Workspace};
use crate::parallel;
use crate::settings::Settings;
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
    wide: HashMap<usize, Findings>,
    /// Findings that comments do not hide.
    shown: Findings,
}

/// Result of a change for a module.
pub(super) struct Checked {
    keys: BTreeMap<FileId, Keys>,
    own: Vec<(FileId, Findings)>,
    /// By rule: the files that it looked at again, and what it found there.
    wide: Vec<(usize, BTreeSet<FileId>, Findings)>,
    shown: Vec<(FileId, Findings)>,
}

impl Judged {
    pub(super) fn new(
        workspace: &Workspace,
        module: &Module,
        settings: &Settings,
        targets: &HashSet<FileId>,
    ) -> Judged {
        let judge = Judge::new(workspace, module, settings, None);
        let reported: Vec<FileId> =
            module.files.iter().copied().filter(|file| targets.contains(file)).collect();
        let mut judged = Judged {
            index: Index::default(),
            reported: reported.iter().copied().collect(),
            found: HashMap::new(),
            pointing: HashMap::new(),
        };
        let keys = parallel::map(&module.files, |&file| (file, Keys::of(workspace.schema.file(file))));
        let own = parallel::map(&reported, |&file| (file, judge.check_file(file)));
        let all: BTreeSet<FileId> = judged.reported.iter().copied().collect();
        let wide: Vec<_> = judge.wide().enumerate().collect();
        let whole = judge.module(&module.files);
        let wide = parallel::map(&wide, |(at, (run, _))| {
            let found = judge.check_wide(run, &whole, &|file| all.contains(&file));
            (*at, all.clone(), found)
        });
        let mut checked = Checked { keys: keys.into_iter().collect(), own, wide, shown: Vec::new() };
        checked.shown = judged.shown(&judge, &checked, reported);
        judged.take(checked);
        judged
    }

    /// Looks again at what changes to `edited` files can matter to; `changed` are all files that the schema looked at
    /// again.
    pub(super) fn check(
        &self,
        judge: &Judge<'_>,
        old: &Schema,
        edited: &BTreeSet<FileId>,
        changed: &[FileId],
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Checked, Cancelled> {
        let schema = judge.schema();
        let is_mine = |file: &FileId| self.index.keys(*file).is_some();
        let mine: Vec<FileId> = changed.iter().copied().filter(is_mine).collect();
        let now: BTreeMap<FileId, Keys> =
            mine.iter().map(|&file| (file, Keys::of(schema.file(file)))).collect();
        let pointing: BTreeSet<FileId> =
            edited.iter().filter_map(|file| self.pointing.get(file)).flatten().copied().collect();
        let touched = Touched {
            schema,
            before: &self.index,
            now: &now,
            edited,
            pointing: &pointing,
            moves_packages: edited.iter().any(|&file| moves_packages(schema, old, file)),
        };
        let again: BTreeSet<FileId> =
            mine.iter().chain(&pointing).copied().filter(|file| self.reported.contains(file)).collect();
        let again: Vec<FileId> = again.into_iter().collect();
        let own = each(&again, is_cancelled, |file| (file, judge.check_file(file)))?;
        let mut wide = Vec::new();
        // Many rules have the same needs.
        let mut arounds: Vec<(Needs, BTreeSet<FileId>, protune_rules::Module<'_>)> = Vec::new();
        for (at, (run, needs)) in judge.wide().enumerate() {
            let has_found = |file: FileId| self.has_found(at, file);
            if touched.is_irrelevant(needs, has_found) {
                continue;
            }
            if is_cancelled() {
                return Err(Cancelled);
            }
            if !arounds.iter().any(|(known, ..)| *known == needs) {
                let around = touched.around(needs);
                let affected = around.affected.into_iter().filter(|file| self.reported.contains(file));
                let seen: Vec<FileId> = around.seen.into_iter().filter(is_mine).collect();
                arounds.push((needs, affected.collect(), judge.module(&seen)));
            }
            for (_, affected, module) in arounds.iter().filter(|(known, ..)| *known == needs) {
                let found = judge.check_wide(run, module, &|file| affected.contains(&file));
                wide.push((at, affected.clone(), found));
            }
        }
        let mut checked = Checked { keys: now, own, wide, shown: Vec::new() };
        let files: BTreeSet<FileId> = again.into_iter().chain(self.differing(&checked)).collect();
        checked.shown = self.shown(judge, &checked, files.into_iter().collect());
        Ok(checked)
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

    /// Returns the findings in these files that comments do not hide.
    fn shown(&self, judge: &Judge<'_>, checked: &Checked, files: Vec<FileId>) -> Vec<(FileId, Findings)> {
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
            let before = self.found.get(&file).unwrap_or(&none);
            let mut findings = own.get(&file).copied().unwrap_or(&before.own).clone();
            for at in 0..rules {
                let now = wide.get(&file).and_then(|wide| wide.get(&at));
                findings.extend(now.or_else(|| before.wide.get(&at)).into_iter().flatten().cloned());
            }
            judge.suppress(file, &mut findings);
            (file, findings)
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
        for (file, found) in checked.shown {
            self.found.entry(file).or_default().shown = found;
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

    pub(super) fn findings(&self, file: FileId) -> Option<&Findings> {
        self.found.get(&file).map(|found| &found.shown)
    }

    /// Findings of the rules about single files, before comments hide any.
    pub(super) fn own(&self, file: FileId) -> Findings {
        self.found.get(&file).map(|found| found.own.clone()).unwrap_or_default()
    }

    pub(super) fn all_findings(&self) -> impl Iterator<Item = &Diagnostic> {
        let mut files: Vec<&FileId> = self.found.keys().collect();
        files.sort_unstable();
        files.into_iter().flat_map(|file| &self.found[file].shown)
    }
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
