//! Findings that follow the texts of a workspace: after a change, rules look again only at the files that it can
//! matter to. What they find equals [`lint`](crate::lint) over the texts as they are now. Reads no file.

mod around;
mod imports;
mod index;
mod judged;

use crate::check::{Judge, matters, sort, told};
use crate::documents::{Document, Side, Workspace};
use crate::ide::actions;
use crate::parallel;
use crate::settings::Settings;
use judged::{Judged, Progress};
use protune_compiler::diagnostic::{Diagnostic, Label, Place, Safety, Severity};
use protune_compiler::schema::{Cancelled, FileId, FileView, Schema};
use protune_rules::Findings;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

/// Most files that are looked at again without further ado.
const FEW: usize = 64;

/// Number of rules about whole modules that look at one of some size without a break.
const FEW_RULES: usize = 4;

/// Most rounds of fixing: fixes bring findings that bring fixes.
const ROUNDS: usize = 10;

/// A loaded workspace with its findings.
pub struct Live {
    workspace: Workspace,
    settings: Settings,
    /// Targets and all that they import.
    needed: HashSet<FileId>,
    /// One for each module of the workspace.
    modules: Vec<Judged>,
    /// Files of the new side by their modules in the schema and their import names, removed ones included.
    names: HashMap<(u32, Box<str>), FileId>,
    /// The `descriptor.proto` that belongs to the schema.
    own_descriptor: FileId,
    /// Edits that the findings do not know yet.
    behind: Option<Behind>,
}

/// Edits since the findings were up to date.
struct Behind {
    /// Nothing was looked at yet.
    is_first: bool,
    /// Schema that the findings are about.
    old: Schema,
    /// Files with another text.
    edited: BTreeSet<FileId>,
    /// Keys in `names` of the files that joined.
    joined: Vec<(u32, Box<str>)>,
    /// Files that were looked at first, and the schema that their findings are about.
    looked: HashSet<FileId>,
    seen: Schema,
    /// Results of each module about the schema as it is now.
    progress: Vec<Progress>,
}

impl Behind {
    fn new(old: Schema) -> Behind {
        let seen = old.clone();
        let (edited, joined, looked) = (BTreeSet::new(), Vec::new(), HashSet::new());
        Behind { is_first: false, old, edited, joined, looked, seen, progress: Vec::new() }
    }

    /// Whether edits matter to a file, and it was not looked at since then.
    fn is_new(&self, file: FileView<'_>) -> bool {
        let is_looked_at = || self.looked.contains(&file.id) && file.is_shared_with(&self.seen);
        (self.is_first || !file.is_shared_with(&self.old)) && !is_looked_at()
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").field("schema", &self.workspace.schema).finish_non_exhaustive()
    }
}

impl Live {
    /// Runs all rules over a workspace once.
    ///
    /// ```
    /// use protune_engine::live::Live;
    /// use protune_engine::{Settings, Workspace};
    /// use protune_compiler::schema::FileId;
    ///
    /// let workspace = Workspace::of_texts([("shop.proto", "syntax = \"proto3\"; package shop; message order {}")]);
    /// let mut live = Live::new(workspace, Settings::default());
    /// assert!(live.findings_in(FileId::new(0)).iter().any(|finding| finding.rule == "MESSAGE_PASCAL_CASE"));
    ///
    /// let text = "syntax = \"proto3\"; package shop; message Order {}";
    /// live.replace(FileId::new(0), text, &|| false)?;
    /// assert!(live.findings_in(FileId::new(0)).iter().all(|finding| finding.rule != "MESSAGE_PASCAL_CASE"));
    /// # Ok::<(), protune_compiler::schema::Cancelled>(())
    /// ```
    pub fn new(workspace: Workspace, settings: Settings) -> Live {
        let mut live = Live::open(workspace, settings);
        let done = live.catch_up(&|| false);
        debug_assert!(done.is_ok(), "nobody cancels");
        live
    }

    /// Runs no rule yet: there are findings after [`Live::catch_up`], and in some files after [`Live::look_first`].
    pub fn open(workspace: Workspace, settings: Settings) -> Live {
        let targets: HashSet<FileId> = workspace.targets.iter().copied().collect();
        let unjudged = |module| Judged::unjudged(&workspace, module, &targets);
        let modules = workspace.modules.iter().map(unjudged).collect();
        let key = |id: FileId| (workspace.document(id).module, workspace.schema.file(id).name().into());
        let mut names = HashMap::new();
        for file in workspace.files_after() {
            names.entry(key(file.id)).or_insert(file.id);
        }
        let own_descriptor = FileId::new(workspace.schema.next_file().index() - 1);
        let behind = Some(Behind { is_first: true, ..Behind::new(workspace.schema.clone()) });
        Live { needed: workspace.needed(), modules, names, own_descriptor, behind, workspace, settings }
    }

    /// The workspace as it is now.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The settings of its modules.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Puts another text in place of a schema file. Returns the files whose findings may have changed.
    ///
    /// A new import is found where the file imported it before, among the files of its module, or among the
    /// well-known files; not on the disk. Between files `is_cancelled` is asked whether to give up.
    ///
    /// # Errors
    /// [`Cancelled`] if `is_cancelled` said so; then nothing has changed.
    pub fn replace(
        &mut self,
        file: FileId,
        text: &str,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Vec<FileId>, Cancelled> {
        self.catch_up(is_cancelled)?;
        self.change(file, text, is_cancelled)?;
        self.catch_up(is_cancelled).inspect_err(|_| self.undo())
    }

    /// Puts another text in place of a schema file, and leaves the findings as they are until [`Live::catch_up`]. Imports
    /// are found as in [`Live::replace`].
    ///
    /// # Errors
    /// [`Cancelled`] if `is_cancelled` said so; then nothing has changed.
    pub fn change(
        &mut self,
        file: FileId,
        text: &str,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<(), Cancelled> {
        let imports::Exchange { changes, added } = self.exchange(file, text);
        let schema = self.workspace.schema.replace(changes, is_cancelled)?;
        let old = std::mem::replace(&mut self.workspace.schema, schema);
        self.add_documents(&added);
        // Their places are in the old text.
        self.workspace.of_plugins.remove(&file);
        let module = self.workspace.document(file).module;
        let behind = self.behind.get_or_insert_with(|| Behind::new(old));
        behind.edited.insert(file);
        behind.progress.clear();
        for (id, name) in added {
            let key = (module, name.into_boxed_str());
            behind.joined.push(key.clone());
            self.names.insert(key, id);
        }
        Ok(())
    }

    /// Whether edits matter to so many files that [`Live::catch_up`] takes long.
    pub fn is_far_behind(&self) -> bool {
        let Some(behind) = &self.behind else { return false };
        let is_changed = |file: &FileView<'_>| behind.is_first || !file.is_shared_with(&behind.old);
        let changed = self.workspace.schema.files().filter(is_changed);
        changed.take(FEW + 1).count() > FEW
    }

    /// Brings the findings in some files up to date before all others: those that somebody reads. Returns those that it
    /// looked at, since an edit mattered to them. What rules find that read nearly all files follows with
    /// [`Live::catch_up`].
    pub fn look_first(&mut self, files: &[FileId]) -> Vec<FileId> {
        let Some(behind) = &mut self.behind else { return Vec::new() };
        let schema = &self.workspace.schema;
        let mut looked = Vec::new();
        for (judged, module) in self.modules.iter_mut().zip(&self.workspace.modules) {
            // Places in the edited texts are not where they were.
            let points = |file: FileId| behind.edited.iter().any(|&edited| judged.points(file, edited));
            let is_new =
                |file: &FileId| judged.reports(*file) && (behind.is_new(schema.file(*file)) || points(*file));
            let first: Vec<FileId> = files.iter().copied().filter(is_new).collect();
            let judge = Judge::new(&self.workspace, module, &self.settings, None);
            let checked = judged.check_first(&judge, &behind.edited, &first);
            judged.take(checked);
            looked.extend(first);
        }
        behind.looked.retain(|file| schema.file(*file).is_shared_with(&behind.seen));
        behind.looked.extend(&looked);
        behind.seen = schema.clone();
        looked
    }

    /// Brings the findings up to date. Returns the files whose findings may have changed since the last time.
    ///
    /// # Errors
    /// [`Cancelled`] if `is_cancelled` said so; then the findings are as they were, and the next call goes on from there.
    pub fn catch_up(&mut self, is_cancelled: &dyn Fn() -> bool) -> Result<Vec<FileId>, Cancelled> {
        let Some(mut behind) = self.behind.take() else { return Ok(Vec::new()) };
        let new = &self.workspace.schema;
        let is_changed = |file: &FileView<'_>| behind.is_first || !file.is_shared_with(&behind.old);
        let changed: Vec<FileId> = new.files().filter(is_changed).map(|file| file.id).collect();
        let mut progress = std::mem::take(&mut behind.progress);
        progress.resize_with(self.modules.len(), Progress::default);
        for ((judged, module), progress) in
            self.modules.iter().zip(&self.workspace.modules).zip(&mut progress)
        {
            if progress.checked.is_some() {
                continue;
            }
            let judge = Judge::new(&self.workspace, module, &self.settings, None);
            let checked = match behind.is_first {
                true => judged.check_all(&judge, &module.files, progress, is_cancelled),
                false => judged.check(&judge, &behind.old, &behind.edited, &changed, progress, is_cancelled),
            };
            progress.checked = checked.ok();
            if progress.checked.is_none() {
                break;
            }
        }
        if progress.iter().any(|progress| progress.checked.is_none()) {
            self.behind = Some(Behind { progress, ..behind });
            return Err(Cancelled);
        }
        let mut touched: HashSet<FileId> = changed.iter().copied().collect();
        for (judged, progress) in self.modules.iter_mut().zip(progress) {
            touched.extend(progress.checked.into_iter().flat_map(|checked| judged.take(checked)));
        }
        for &file in &behind.edited {
            self.settle(file, &behind.old);
        }
        let mut touched: Vec<FileId> = touched.into_iter().collect();
        touched.sort_unstable();
        Ok(touched)
    }

    /// Whether there are edits that the findings do not know.
    pub fn is_behind(&self) -> bool {
        self.behind.is_some()
    }

    /// Returns the text of a file after all fixes in it that are at most as unsafe as `limit` and change no other file,
    /// round after round; `None` if there are none. The workspace stays as it is.
    pub fn fixed(&mut self, file: FileId, limit: Safety) -> Option<String> {
        let old = self.workspace.schema.file(file).text().to_owned();
        let errors = |live: &Live| {
            let problems = live.workspace.schema.file(file).problems().iter();
            problems.filter(|problem| problem.severity == Severity::Error).count()
        };
        let never = || false;
        self.catch_up(&never).ok()?;
        let (before, mut best) = (errors(self), None);
        for _ in 0..ROUNDS {
            let edits = actions::fix_all(file, &self.findings_in(file), limit, None);
            if edits.is_empty() {
                break;
            }
            let mut text = self.workspace.schema.file(file).text().to_owned();
            for edit in edits.iter().rev() {
                text.replace_range(edit.span.range(), &edit.text);
            }
            if self.replace(file, &text, &never).is_err() || errors(self) > before {
                break;
            }
            best = Some(text);
        }
        self.replace(file, &old, &never).ok()?;
        best.filter(|text| *text != old)
    }

    /// Takes back the edits that the findings do not know.
    fn undo(&mut self) {
        let Some(behind) = self.behind.take() else { return };
        self.remove_documents(behind.joined.len());
        self.workspace.schema = behind.old;
        for key in behind.joined {
            self.names.remove(&key);
        }
    }

    /// Returns the findings in one file, in order of place and rule.
    pub fn findings_in(&self, file: FileId) -> Findings {
        self.shown_in(file).into_iter().map(Cow::into_owned).collect()
    }

    fn shown_in(&self, file: FileId) -> Vec<Cow<'_, Diagnostic>> {
        let of_rules = self.modules.iter().filter_map(|judged| judged.findings(file)).flatten();
        self.with_problems(file, of_rules.map(Cow::Borrowed).collect())
    }

    fn with_problems<'l>(
        &'l self,
        file: FileId,
        mut findings: Vec<Cow<'l, Diagnostic>>,
    ) -> Vec<Cow<'l, Diagnostic>> {
        let problems = self.workspace.schema.file(file).problems().iter();
        let read = self.workspace.problems.iter().filter(|problem| problem.place.file == file);
        let problems = read.chain(problems).filter(|it| matters(&self.workspace, it, &self.needed));
        findings.extend(problems.map(|it| Cow::Owned(told(&self.workspace, it))));
        findings.sort_by_key(|finding| (finding.place.span, finding.rule));
        findings
    }

    /// Returns the findings that a run over this file alone reports, in order of place and rule. They differ from
    /// [`Live::findings_in`] where no configuration says which files belong together: then the file is a module by itself.
    pub fn findings_alone(&self, file: FileId) -> Vec<Cow<'_, Diagnostic>> {
        let mut modules = self.modules.iter().zip(&self.workspace.modules);
        let unconfigured =
            modules.find(|(judged, module)| module.folder.is_none() && judged.findings(file).is_some());
        let Some((judged, module)) = unconfigured else { return self.shown_in(file) };
        let judge = Judge::new(&self.workspace, module, &self.settings, None);
        let whole = judge.module(&[file]);
        let wide = judge.wide().flat_map(|(run, _)| judge.check_wide(run, &whole, &|other| other == file));
        let own = judged.own(file).iter();
        let mut found: Vec<Cow<'_, Diagnostic>> =
            own.map(Cow::Borrowed).chain(wide.map(Cow::Owned)).collect();
        if judge.has_comments(file) {
            let mut of_rules = found.into_iter().map(Cow::into_owned).collect();
            judge.suppress(file, &mut of_rules);
            found = of_rules.into_iter().map(Cow::Owned).collect();
        }
        let mut found = self.with_problems(file, found);
        // Names are taken only by files that it imports.
        let is_of_names = |finding: &Diagnostic| finding.code == Some("name-in-other-file");
        if found.iter().any(|finding| is_of_names(finding)) {
            let loaded = self.workspace.with_imports(&[file]);
            let is_loaded = |label: &Label| loaded.contains(&label.spot.file());
            found.retain(|finding| !is_of_names(finding) || finding.labels.iter().all(is_loaded));
        }
        found
    }

    /// Returns all findings, in order of path, place and rule.
    pub fn findings(&self) -> Findings {
        let of_rules = self.modules.iter().flat_map(Judged::all_findings);
        let problems = self.workspace.problems().filter(|it| matters(&self.workspace, it, &self.needed));
        let mut findings: Findings =
            of_rules.cloned().chain(problems.map(|it| told(&self.workspace, it))).collect();
        sort(&mut findings, &self.workspace);
        findings
    }

    /// Adds the documents of files that joined the schema, in front of those that are not part of it.
    fn add_documents(&mut self, added: &[(FileId, String)]) {
        let Some(&(first, _)) = added.first() else { return };
        for (id, name) in added {
            let document = Document {
                side: Side::After,
                path: name.clone(),
                disk: None,
                module: self.workspace.document(FileId::new(0)).module,
                is_own: false,
                content: None,
            };
            self.workspace.documents.insert(id.index(), document);
        }
        self.renumber(first, added.len() as isize);
    }

    fn remove_documents(&mut self, count: usize) {
        let end = self.workspace.schema.next_file().index();
        self.workspace.documents.drain(end - count..end);
        self.renumber(FileId::new(end), -(count as isize));
    }

    /// Moves the problems of documents that are not part of the schema along with them.
    fn renumber(&mut self, from: FileId, by: isize) {
        for problem in self.workspace.problems.iter_mut().filter(|problem| problem.place.file >= from) {
            problem.place.file = FileId::new(problem.place.file.index().saturating_add_signed(by));
        }
    }

    /// Brings what was known of the old text up to date.
    fn settle(&mut self, file: FileId, old: &Schema) {
        let workspace = &mut self.workspace;
        workspace.problems.retain(|problem| problem.place.file != file);
        let imports = old.file(file).imports();
        let hints: HashMap<&str, _> = imports
            .filter_map(|import| {
                let hint = workspace.hints.remove(&Place::new(file, import.name_span()))?;
                Some((import.name(), hint))
            })
            .collect();
        let had_lacking = workspace.lacking.extract_if(|place| place.file == file).count() > 0;
        let view = workspace.schema.file(file);
        // What an import may have meant depends on its name, wherever it is now.
        for import in view.imports().filter(|import| import.target().is_none()) {
            if let Some(hint) = hints.get(import.name()) {
                workspace.hints.insert(Place::new(file, import.name_span()), hint.clone());
            }
        }
        if had_lacking {
            let missing = view.imports().filter(|import| import.target().is_none());
            workspace.lacking.extend(missing.map(|import| Place::new(file, import.name_span())));
        }
        let targets = |schema: &Schema| -> Vec<Option<FileId>> {
            schema.file(file).imports().map(|import| import.target().map(|target| target.id)).collect()
        };
        if targets(&workspace.schema) != targets(old) {
            self.needed = self.workspace.needed();
        }
    }
}

/// Runs work over all that is not done yet, a few at a time, and gives up between them when the caller wants that.
fn each<K: Copy + Ord + Send + Sync, T: Send>(
    done: &mut BTreeMap<K, T>,
    all: &[K],
    few: usize,
    is_cancelled: &dyn Fn() -> bool,
    work: impl Fn(K) -> T + Sync + Send,
) -> Result<(), Cancelled> {
    let left: Vec<K> = all.iter().copied().filter(|key| !done.contains_key(key)).collect();
    for chunk in left.chunks(few) {
        done.extend(parallel::map(chunk, |&key| (key, work(key))));
        // Asked afterwards: every call gets further.
        if is_cancelled() {
            return Err(Cancelled);
        }
    }
    Ok(())
}
