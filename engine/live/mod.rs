//! Findings that follow the texts of a workspace: after a change, rules look again only at the files that it can
//! matter to. What they find equals [`lint`](crate::lint) over the texts as they are now. Reads no file.

mod around;
mod index;
mod judged;

use crate::check::{Judge, matters, sort};
use crate::documents::{Document, Side, Workspace};
use crate::parallel;
use crate::settings::Settings;
use judged::Judged;
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::{Cancelled, FileId, Member, Replacement, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use protune_rules::Findings;
use std::collections::{HashMap, HashSet};

/// A loaded workspace with its findings.
pub struct Live {
    workspace: Workspace,
    settings: Settings,
    /// Targets and all that they import.
    needed: HashSet<FileId>,
    /// One for each module of the workspace.
    modules: Vec<Judged>,
    /// Files of the new side by their modules in the schema and their import names.
    names: HashMap<(u32, Box<str>), FileId>,
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
    /// assert!(live.findings_in(FileId(0)).iter().any(|finding| finding.rule == "MESSAGE_PASCAL_CASE"));
    ///
    /// let text = "syntax = \"proto3\"; package shop; message Order {}";
    /// live.replace(FileId(0), text, &|| false)?;
    /// assert!(live.findings_in(FileId(0)).iter().all(|finding| finding.rule != "MESSAGE_PASCAL_CASE"));
    /// # Ok::<(), protune_compiler::schema::Cancelled>(())
    /// ```
    pub fn new(workspace: Workspace, settings: Settings) -> Live {
        let targets: HashSet<FileId> = workspace.targets.iter().copied().collect();
        let judge = |module| Judged::new(&workspace, module, &settings, &targets);
        let modules = workspace.modules.iter().map(judge).collect();
        let key = |id: FileId| (workspace.document(id).module, workspace.schema.file(id).name().into());
        let mut names = HashMap::new();
        for file in workspace.files_after() {
            names.entry(key(file.id)).or_insert(file.id);
        }
        Live { needed: workspace.needed(), modules, names, workspace, settings }
    }

    /// The workspace as it is now.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
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
        let (replacements, added) = self.replacements(file, text);
        let schema = self.workspace.schema.replace(replacements, is_cancelled)?;
        let old = std::mem::replace(&mut self.workspace.schema, schema);
        let documents = added.len();
        self.add_documents(&added);
        let new = &self.workspace.schema;
        let changed: Vec<FileId> =
            new.files().filter(|file| !file.is_shared_with(&old)).map(|file| file.id).collect();
        let checked: Result<Vec<_>, Cancelled> = self
            .modules
            .iter()
            .zip(&self.workspace.modules)
            .map(|(judged, module)| {
                let judge = Judge::new(&self.workspace, module, &self.settings, None);
                judged.check(&judge, &old, file, &changed, is_cancelled)
            })
            .collect();
        let checked = match checked {
            Ok(checked) => checked,
            Err(cancelled) => {
                self.remove_documents(documents);
                self.workspace.schema = old;
                return Err(cancelled);
            }
        };
        let mut touched: HashSet<FileId> = changed.iter().copied().collect();
        for (judged, checked) in self.modules.iter_mut().zip(checked) {
            touched.extend(judged.take(checked));
        }
        for (id, name) in added {
            self.names.insert((self.workspace.document(id).module, name.into()), id);
        }
        self.settle(file, &old);
        let mut touched: Vec<FileId> = touched.into_iter().collect();
        touched.sort_unstable();
        Ok(touched)
    }

    /// Returns the findings in one file, in order of place and rule.
    pub fn findings_in(&self, file: FileId) -> Findings {
        let of_rules = self.modules.iter().filter_map(|judged| judged.findings(file)).flatten();
        let problems = self.workspace.schema.file(file).problems().iter();
        let read = self.workspace.problems.iter().filter(|problem| problem.place.file == file);
        let problems = read.chain(problems).filter(|it| matters(&self.workspace, it, &self.needed));
        let mut findings: Findings = of_rules.chain(problems).cloned().collect();
        findings.sort_by_key(|finding: &Diagnostic| (finding.place.span, finding.rule));
        findings
    }

    /// Returns all findings, in order of path, place and rule.
    pub fn findings(&self) -> Findings {
        let of_rules = self.modules.iter().flat_map(Judged::all_findings);
        let problems = self.workspace.problems().filter(|it| matters(&self.workspace, it, &self.needed));
        let mut findings: Findings = of_rules.chain(problems).cloned().collect();
        sort(&mut findings, &self.workspace);
        findings
    }

    /// The change as the schema wants it, with the well-known files that join by it.
    fn replacements(&self, file: FileId, text: &str) -> (Vec<Replacement>, Vec<(FileId, String)>) {
        let schema = &self.workspace.schema;
        let module = self.workspace.document(file).module;
        let new = lower(schema.file(file).name(), parse(text));
        let known: HashMap<&str, FileId> = schema
            .file(file)
            .imports()
            .filter_map(|import| Some((import.name(), import.target()?.id)))
            .collect();
        let mut added: Vec<(FileId, String)> = Vec::new();
        let mut open = vec![(file, new)];
        let mut replacements = Vec::new();
        while let Some((id, file)) = open.pop() {
            let mut imports = Vec::with_capacity(file.imports.len());
            for import in &file.imports {
                let name = file.name(import.file);
                let found = known.get(name).or_else(|| self.names.get(&(module, name.into()))).copied();
                let joined = || added.iter().find(|(_, known)| known == name).map(|&(id, _)| id);
                let found = found.or_else(joined).or_else(|| {
                    let text = well_known::text(name).filter(|_| name != well_known::DESCRIPTOR)?;
                    let id = FileId(schema.next_file().0 + added.len() as u32);
                    added.push((id, name.to_owned()));
                    open.push((id, lower(name, parse(text))));
                    Some(id)
                });
                imports.push(found);
            }
            replacements.push(Replacement {
                file: id,
                member: Some(Member { file: file.into(), imports, module }),
            });
        }
        (replacements, added)
    }

    /// Adds the documents of files that joined the schema, in front of those that are not part of it.
    fn add_documents(&mut self, added: &[(FileId, String)]) {
        let Some(&(first, _)) = added.first() else { return };
        for (id, name) in added {
            let document = Document {
                side: Side::After,
                path: name.clone(),
                disk: None,
                module: u32::MAX,
                is_own: false,
                content: None,
            };
            self.workspace.documents.insert(id.0 as usize, document);
        }
        self.renumber(first, added.len() as i64);
    }

    fn remove_documents(&mut self, count: usize) {
        let end = self.workspace.schema.next_file().0 as usize;
        self.workspace.documents.drain(end - count..end);
        self.renumber(FileId(end as u32), -(count as i64));
    }

    /// Moves the problems of documents that are not part of the schema along with them.
    fn renumber(&mut self, from: FileId, by: i64) {
        for problem in self.workspace.problems.iter_mut().filter(|problem| problem.place.file >= from) {
            problem.place.file.0 = (i64::from(problem.place.file.0) + by) as u32;
        }
    }

    /// Brings what was known of the old text up to date.
    fn settle(&mut self, file: FileId, old: &protune_compiler::schema::Schema) {
        let workspace = &mut self.workspace;
        workspace.problems.retain(|problem| problem.place.file != file);
        let had_lacking = workspace.lacking.extract_if(|place| place.file == file).count() > 0;
        let view = workspace.schema.file(file);
        if had_lacking {
            let missing = view.imports().filter(|import| import.target().is_none());
            workspace.lacking.extend(missing.map(|import| import.place()));
        }
        let targets = |schema: &protune_compiler::schema::Schema| -> Vec<Option<FileId>> {
            schema.file(file).imports().map(|import| import.target().map(|target| target.id)).collect()
        };
        if targets(&workspace.schema) != targets(old) {
            self.needed = self.workspace.needed();
        }
    }
}

/// Runs work over files, and gives up between them when the caller wants that.
fn each<T: Send>(
    files: &[FileId],
    is_cancelled: &dyn Fn() -> bool,
    work: impl Fn(FileId) -> T + Sync + Send,
) -> Result<Vec<T>, Cancelled> {
    let mut out = Vec::with_capacity(files.len());
    for chunk in files.chunks(64) {
        if is_cancelled() {
            return Err(Cancelled);
        }
        out.extend(parallel::map(chunk, |&file| work(file)));
    }
    Ok(out)
}
