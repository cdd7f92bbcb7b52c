//! From a scope to files: reads and parses those that are judged and all that they import, in parallel, and
//! gives each its name and its module. Links nothing.

use super::imports::{Group, GroupId, Importer, Resolver};
use super::read::{self, Loaded};
use super::targets::{self, Home, Target};
use super::{Failure, Reach, Scope, Side, Stage, Took, paths, sides};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{File, FileId};
use protune_engine::documents::Module;
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The files of a scope, with their imports found, before they are linked. Numbers of files are those in
/// `entries`.
pub(super) struct Part<'s> {
    pub(super) scope: &'s Scope,
    pub(super) entries: Vec<Entry>,
    pub(super) modules: Modules,
    /// The files that are reported.
    pub(super) reported: Vec<FileId>,
    pub(super) lacking: HashSet<Place>,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) failures: Vec<Failure>,
    pub(super) took: Took,
}

impl<'s> Part<'s> {
    /// `twins` are files that need not be parsed again where they say the same.
    pub(super) fn load(scope: &'s Scope, reach: Reach, twins: Option<&Part<'_>>) -> Part<'s> {
        let begin = Instant::now();
        scope.request.progress.begin(Stage::Finding);
        let (targets, mut failures) = targets::find(scope, reach);
        let find = begin.elapsed();
        scope.request.progress.begin(Stage::Reading);
        failures.extend(scope.failures.iter().cloned());
        let known = targets.iter().map(|target| &target.path).chain(scope.request.texts.keys());
        let mut loader = Loader {
            scope,
            resolver: Resolver::new(groups(scope), scope, known.cloned().collect()),
            twins: twins.map(|part| sides::Twins::of(part, scope)),
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
        let mut part = loader.finish(&targets);
        part.took = Took { find, read: begin.elapsed() - find, ..Took::default() };
        part
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
pub(super) enum Origin {
    /// An absolute path.
    Disk(PathBuf),
    /// A well-known file, by its import name.
    BuiltIn(String),
}

impl Origin {
    pub(super) fn disk(&self) -> Option<&Path> {
        match self {
            Origin::Disk(path) => Some(path),
            Origin::BuiltIn(_) => None,
        }
    }

    /// As it is printed.
    pub(super) fn printed(&self, scope: &Scope, side: Side) -> String {
        let base = match (side, &scope.request.compared_from) {
            (Side::Before, Some(folder)) => folder,
            _ => &scope.working_dir,
        };
        match self {
            Origin::Disk(path) => paths::printed(path, base),
            Origin::BuiltIn(name) => name.clone(),
        }
    }
}

struct Loader<'s, 't> {
    scope: &'s Scope,
    resolver: Resolver<'s>,
    twins: Option<sides::Twins<'t>>,
    files: Vec<Entry>,
    by_disk: HashMap<Origin, FileId>,
    problems: Vec<Diagnostic>,
    failures: Vec<Failure>,
}

pub(super) struct Entry {
    pub(super) content: Content,
    /// The name that it is imported by.
    pub(super) name: Box<str>,
    pub(super) module: u32,
    /// It was asked for, and not only imported, and may be changed.
    pub(super) is_own: bool,
    pub(super) origin: Origin,
    pub(super) group: Option<GroupId>,
    pub(super) imports: Vec<Option<FileId>>,
    /// Some file imports it by the name that it has.
    pub(super) is_imported: bool,
}

/// What a file says.
pub(super) enum Content {
    Own(Box<File>),
    /// The same as this file among the twins.
    Twin(FileId),
}

impl<'s> Loader<'s, '_> {
    /// Reads and parses files that were not read yet.
    fn read(&mut self, origins: Vec<(Origin, Option<GroupId>)>) {
        let (scope, twins) = (self.scope, self.twins.as_ref());
        let read = |(origin, group): (Origin, Option<GroupId>)| {
            let twin = twins.and_then(|twins| twins.find(&origin));
            let loaded = read::read(&origin, scope, twin);
            scope.request.progress.step();
            (loaded, origin, group)
        };
        scope.request.progress.expect(origins.len());
        let read: Vec<_> = origins.into_par_iter().map(read).collect();
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
        let (content, name) = (loaded.content, Box::default());
        let entry = Entry {
            content,
            name,
            module: 0,
            is_own: false,
            origin,
            group,
            imports: Vec::new(),
            is_imported: false,
        };
        self.files.push(entry);
    }

    /// The tables of a file.
    fn file(&self, index: usize) -> &File {
        match (&self.files[index].content, &self.twins) {
            (Content::Own(file), _) => file,
            (Content::Twin(twin), Some(twins)) => twins.file(*twin),
            (Content::Twin(_), None) => unreachable!("only what has twins is one"),
        }
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
        let file = self.file(index);
        let names: Vec<String> =
            file.imports.iter().map(|import| file.name(import.file).to_owned()).collect();
        let entry = &self.files[index];
        let importer = Importer { path: entry.origin.disk(), group: entry.group };
        names.iter().map(|name| self.resolver.find(importer, name)).collect()
    }

    /// A file is called what it is imported by; the first name stands.
    fn name_imported(&mut self, importer: usize) {
        for at in 0..self.files[importer].imports.len() {
            let Some(target) = self.files[importer].imports[at] else { continue };
            if self.files[target.0 as usize].is_imported {
                continue;
            }
            let file = self.file(importer);
            let name = file.name(file.imports[at].file).into();
            let entry = &mut self.files[target.0 as usize];
            entry.is_imported = true;
            entry.name = name;
        }
    }

    /// Gives each file its name and its module.
    fn finish(mut self, targets: &[Target]) -> Part<'s> {
        let mut modules = Modules::default();
        let mut lacking = HashSet::new();
        let judged: HashMap<&Path, &Target> =
            targets.iter().map(|target| (target.path.as_path(), target)).collect();
        let mut reported = Vec::new();
        for index in 0..self.files.len() {
            let entry = &self.files[index];
            let path = entry.origin.disk().map(Path::to_owned);
            let target = path.as_deref().and_then(|path| judged.get(path));
            let (name, root) = match &path {
                Some(path) => {
                    let root = self.root_of(index, path, target.is_some());
                    (paths::printed(path, &root).into(), root)
                }
                None => (entry.name.clone(), PathBuf::new()),
            };
            let id = FileId(index as u32);
            let home = target.and_then(|target| target.home);
            if home.is_some_and(|home| !self.scope.projects[home.project].missing.is_empty()) {
                lacking.extend(imports_not_found(id, self.file(index), &entry.imports));
            }
            let is_of_one_root = home.is_none_or(|home| !self.scope.projects[home.project].roots_are_known);
            let module = modules.of(home, is_of_one_root.then_some(root));
            if let Some(target) = target {
                if self.is_text(id) {
                    modules.rows[module as usize].1.extend(target.is_judged.then_some(id));
                }
                reported.extend(target.is_reported.then_some(id));
            }
            let only = self.scope.request.edits_only.as_deref();
            let is_own = target.is_some_and(|target| only.is_none_or(|only| only == target.path));
            let entry = &mut self.files[index];
            (entry.name, entry.module, entry.is_own) = (name, module, is_own);
        }
        let (scope, entries, problems, failures) = (self.scope, self.files, self.problems, self.failures);
        Part { scope, entries, modules, reported, lacking, problems, failures, took: Took::default() }
    }

    /// The import root of a file.
    fn root_of(&self, index: usize, path: &Path, is_judged: bool) -> PathBuf {
        let entry = &self.files[index];
        // Files that are compared are found again by the folder that was named.
        let base = self.scope.request.compared_from.as_ref();
        if let Some(base) = base.filter(|base| is_judged && entry.group.is_none() && path.starts_with(base)) {
            return base.clone();
        }
        let imported_as = entry.is_imported.then_some(&*entry.name);
        self.resolver.root_of(path, entry.group, imported_as, self.file(index))
    }

    /// Of a file that is not UTF-8 at all nothing is known, not even that something is missing.
    fn is_text(&self, file: FileId) -> bool {
        self.problems.iter().all(|problem| problem.place != Place::file(file))
    }

    fn printed(&self, origin: &Origin) -> String {
        origin.printed(self.scope, Side::After)
    }
}

fn imports_not_found<'f>(
    id: FileId,
    file: &'f File,
    found: &'f [Option<FileId>],
) -> impl Iterator<Item = Place> + use<'f> {
    let imports = file.imports.iter().zip(found);
    imports.filter(|(_, found)| found.is_none()).map(move |(import, _)| Place::new(id, import.file_span))
}

/// Which module each file is in: one that is configured, else that of its import root.
#[derive(Default)]
pub(super) struct Modules {
    by_key: HashMap<(Option<Home>, Option<PathBuf>), u32>,
    /// The judged files of each.
    pub(super) rows: Vec<(Option<Home>, Vec<FileId>)>,
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

    pub(super) fn judged(self, scope: &Scope, id: impl Fn(FileId) -> FileId) -> Vec<Module> {
        let judged = self.rows.into_iter().filter(|(_, files)| !files.is_empty());
        judged
            .map(|(home, files)| Module {
                files: files.into_iter().map(&id).collect(),
                settings: scope.place_of_settings(home),
                folder: home.map(|home| scope.folder_of(home)),
            })
            .collect()
    }
}
