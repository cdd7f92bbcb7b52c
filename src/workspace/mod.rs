//! From paths to a schema: finds files, import roots and imports, reads and parses them, in parallel.
//! The only place that knows both import names and paths on disk.

mod git;
mod imports;
pub mod input;
pub mod paths;
mod read;
mod scope;
mod targets;
mod walk;

pub use git::{Changed, Changes, Since};
pub use scope::{Request, Scope};
pub use targets::Reach;

use crate::config::Lint;
use imports::{Group, GroupId, Importer, Resolver};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{File, FileId, Linked, Member, Schema, link_members};
use rayon::prelude::*;
use read::Loaded;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use targets::{Home, Target};

/// Files that were loaded together, with everything they import.
pub struct Workspace {
    pub schema: Schema,
    /// Where each file of the schema comes from, by [`FileId`].
    pub sources: Vec<Source>,
    pub modules: Vec<Judged>,
    /// The files that are reported, in order of their paths.
    pub targets: Vec<FileId>,
    /// The imports that are not found in projects some dependencies of which are not at hand.
    pub lacking: HashSet<Place>,
    /// What was found while reading: files that are not UTF-8.
    pub problems: Vec<Diagnostic>,
    /// Paths that could not be read at all.
    pub failures: Vec<Failure>,
}

/// Where a file comes from.
pub struct Source {
    /// As it is printed: relative to the working directory, with `/`.
    pub path: String,
    /// Where it lies; `None` for a well-known file that is built in.
    pub disk: Option<PathBuf>,
}

/// A path that could not be read.
#[derive(Clone)]
pub struct Failure {
    pub path: String,
    /// Why, in words; without the path.
    pub reason: String,
}

/// The judged files of one module.
pub struct Judged {
    /// In order of their paths; what could not be read as text is not among them.
    pub files: Vec<FileId>,
    pub lint: Arc<Lint>,
}

impl Workspace {
    pub fn source(&self, file: FileId) -> &Source {
        &self.sources[file.0 as usize]
    }

    /// The targets, and all that they import.
    pub fn needed(&self) -> HashSet<FileId> {
        let mut needed: HashSet<FileId> = self.targets.iter().copied().collect();
        let mut open = self.targets.clone();
        while let Some(file) = open.pop() {
            let imported = self.schema.file(file).imports().filter_map(|import| import.target());
            open.extend(imported.map(|file| file.id).filter(|&file| needed.insert(file)));
        }
        needed
    }

    /// Loads what a scope names, with everything that it imports. Whatever cannot be read is in
    /// `failures`; the rest is complete.
    pub fn load(scope: &Scope, reach: Reach) -> Workspace {
        let (targets, mut failures) = targets::find(scope, reach);
        failures.extend(scope.failures.iter().cloned());
        let mut loader = Loader {
            scope,
            resolver: Resolver::new(
                groups(scope),
                &scope.working_dir,
                targets.iter().map(|target| target.path.clone()).collect(),
            ),
            files: Vec::new(),
            by_disk: HashMap::new(),
            problems: Vec::new(),
            failures,
        };
        let group = |target: &Target| match target.home {
            _ if !scope.request.roots.is_empty() => Some(GroupId(0)),
            home => {
                home.map(|home| home.project).filter(|&it| scope.projects[it].roots_are_known).map(GroupId)
            }
        };
        loader
            .read(targets.iter().map(|target| (Origin::Disk(target.path.clone()), group(target))).collect());
        loader.load_imports();
        loader.link(&targets)
    }
}

/// Where imports are looked for: below the roots that were named, else below those of each project.
fn groups(scope: &Scope) -> Vec<Group<'_>> {
    if scope.request.roots.is_empty() {
        return scope.projects.iter().map(Group::of_project).collect();
    }
    vec![Group::of_roots(&scope.request.roots, &scope.working_dir)]
}

/// Where a file is read from.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Origin {
    /// An absolute path.
    Disk(PathBuf),
    /// A well-known file, by its import name.
    BuiltIn(String),
}

impl Origin {
    fn disk(&self) -> Option<&Path> {
        match self {
            Origin::Disk(path) => Some(path),
            Origin::BuiltIn(_) => None,
        }
    }
}

struct Loader<'s> {
    scope: &'s Scope,
    resolver: Resolver<'s>,
    files: Vec<Entry>,
    by_disk: HashMap<Origin, FileId>,
    problems: Vec<Diagnostic>,
    failures: Vec<Failure>,
}

struct Entry {
    file: File,
    origin: Origin,
    group: Option<GroupId>,
    imports: Vec<Option<FileId>>,
    /// Some file imports it by the name that it has.
    is_imported: bool,
}

impl Loader<'_> {
    /// Reads and parses files that were not read yet.
    fn read(&mut self, origins: Vec<(Origin, Option<GroupId>)>) {
        let read: Vec<_> =
            origins.into_par_iter().map(|(origin, group)| (read::read(&origin), origin, group)).collect();
        for (loaded, origin, group) in read {
            match loaded {
                Ok(loaded) => self.add(origin, group, loaded),
                Err(error) => {
                    let path = self.printed(&origin);
                    self.failures.push(Failure { path, reason: read::reason(&error) });
                }
            }
        }
    }

    fn add(&mut self, origin: Origin, group: Option<GroupId>, loaded: Loaded) {
        let id = FileId(self.files.len() as u32);
        self.problems.extend(loaded.problem.map(|problem| problem.at(id)));
        self.by_disk.insert(origin.clone(), id);
        let file = loaded.file;
        self.files.push(Entry { file, origin, group, imports: Vec::new(), is_imported: false });
    }

    /// Finds the imports of all files, reads those that are new, and so on until none is.
    fn load_imports(&mut self) {
        let mut done = 0;
        while done < self.files.len() {
            let batch = done..self.files.len();
            done = batch.end;
            let mut wanted: Vec<Vec<Option<Origin>>> = Vec::with_capacity(batch.len());
            for index in batch.clone() {
                wanted.push(self.find_imports(index));
            }
            let mut new: Vec<(Origin, Option<GroupId>)> = Vec::new();
            let mut seen: HashSet<&Origin> = HashSet::new();
            for (index, origins) in batch.clone().zip(&wanted) {
                for origin in origins.iter().flatten() {
                    if !self.by_disk.contains_key(origin) && seen.insert(origin) {
                        new.push((origin.clone(), self.files[index].group));
                    }
                }
            }
            self.read(new);
            for (index, origins) in batch.zip(wanted) {
                let found =
                    origins.iter().map(|origin| self.by_disk.get(origin.as_ref()?).copied()).collect();
                self.files[index].imports = found;
                self.name_imported(index);
            }
        }
    }

    fn find_imports(&mut self, index: usize) -> Vec<Option<Origin>> {
        let entry = &self.files[index];
        let importer = Importer { path: entry.origin.disk(), group: entry.group };
        let names = entry.file.imports.iter().map(|import| entry.file.name(import.file));
        names.map(|name| self.resolver.find(importer, name)).collect()
    }

    /// A file is called what it is imported by; the first name stands.
    fn name_imported(&mut self, importer: usize) {
        for at in 0..self.files[importer].imports.len() {
            let Some(target) = self.files[importer].imports[at] else { continue };
            let file = &self.files[importer].file;
            let name: Box<str> = file.name(file.imports[at].file).into();
            let entry = &mut self.files[target.0 as usize];
            if !entry.is_imported {
                entry.is_imported = true;
                entry.file.name = name;
            }
        }
    }

    fn link(mut self, targets: &[Target]) -> Workspace {
        let mut sources = Vec::with_capacity(self.files.len() + 1);
        let mut members = Vec::with_capacity(self.files.len());
        let mut modules = Modules::default();
        let mut lacking = HashSet::new();
        let judged: HashMap<&Path, &Target> =
            targets.iter().map(|target| (target.path.as_path(), target)).collect();
        let mut reported = Vec::new();
        for (index, mut entry) in std::mem::take(&mut self.files).into_iter().enumerate() {
            let path = entry.origin.disk().map(Path::to_owned);
            let target = path.as_deref().and_then(|path| judged.get(path));
            let root = match &path {
                Some(path) => {
                    let imported_as = entry.is_imported.then_some(&*entry.file.name);
                    let root = self.resolver.root_of(path, entry.group, imported_as, &entry.file);
                    entry.file.name = paths::printed(path, &root).into();
                    root
                }
                None => PathBuf::new(),
            };
            let id = FileId(index as u32);
            let home = target.and_then(|target| target.home);
            if home.is_some_and(|home| !self.scope.projects[home.project].missing.is_empty()) {
                lacking.extend(imports_not_found(id, &entry));
            }
            let is_of_one_root = home.is_none_or(|home| !self.scope.projects[home.project].roots_are_known);
            let module = modules.of(home, is_of_one_root.then_some(root));
            if let Some(target) = target {
                if self.is_text(id) {
                    modules.rows[module as usize].1.push(id);
                }
                reported.extend(target.is_reported.then_some(id));
            }
            sources.push(Source { path: self.printed(&entry.origin), disk: path });
            members.push(Member { file: entry.file, imports: entry.imports, module });
        }
        let schema = compile(link_members(members));
        // The `descriptor.proto` that linking adds.
        sources.push(Source { path: protune_compiler::well_known::DESCRIPTOR.to_owned(), disk: None });
        let by_path = |a: &FileId, b: &FileId| sources[a.0 as usize].path.cmp(&sources[b.0 as usize].path);
        reported.sort_by(by_path);
        let modules = modules.judged(self.scope);
        let (problems, failures) = (self.problems, self.failures);
        Workspace { schema, sources, modules, targets: reported, lacking, problems, failures }
    }

    /// Of a file that is not UTF-8 at all nothing is known, not even that something is missing.
    fn is_text(&self, file: FileId) -> bool {
        self.problems.iter().all(|problem| problem.place != Place::file(file))
    }

    fn printed(&self, origin: &Origin) -> String {
        match origin {
            Origin::Disk(path) => paths::printed(path, &self.scope.working_dir),
            Origin::BuiltIn(name) => name.clone(),
        }
    }
}

/// Which module each file is in: one that is configured, else that of its import root.
#[derive(Default)]
struct Modules {
    by_key: HashMap<(Option<Home>, Option<PathBuf>), u32>,
    /// The judged files of each.
    rows: Vec<(Option<Home>, Vec<FileId>)>,
}

impl Modules {
    /// The module of a file; the root counts where it says which one that is.
    fn of(&mut self, home: Option<Home>, root: Option<PathBuf>) -> u32 {
        let next = self.rows.len() as u32;
        let module = *self.by_key.entry((home, root)).or_insert(next);
        if module == next {
            self.rows.push((home, Vec::new()));
        }
        module
    }

    fn judged(self, scope: &Scope) -> Vec<Judged> {
        let lint = |home: Option<Home>| match home {
            Some(Home { project, module }) => &scope.projects[project].modules[module].lint,
            None => &scope.unconfigured,
        };
        let judged = self.rows.into_iter().filter(|(_, files)| !files.is_empty());
        judged.map(|(home, files)| Judged { files, lint: Arc::clone(lint(home)) }).collect()
    }
}

fn imports_not_found(id: FileId, entry: &Entry) -> impl Iterator<Item = Place> {
    let imports = entry.file.imports.iter().zip(&entry.imports);
    imports.filter(|(_, found)| found.is_none()).map(move |(import, _)| Place::new(id, import.file_span))
}

/// The phases of the compiler, each over all files side by side.
fn compile(linked: Linked) -> Schema {
    let ids: Vec<FileId> = linked.file_ids().collect();
    let types = ids.par_iter().map(|&id| linked.resolve(id)).collect();
    let typed = linked.typed(types);
    let options = ids.par_iter().map(|&id| typed.interpret(id)).collect();
    typed.finish(options)
}

/// Called like a schema.
fn is_proto(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "proto")
}
