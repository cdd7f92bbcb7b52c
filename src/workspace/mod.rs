//! From paths to a schema: finds files, import roots and imports, reads and parses them, in parallel.
//! The only place that knows both import names and paths on disk.

mod git;
mod imports;
pub mod input;
pub mod paths;
mod read;
mod scope;
mod sides;
mod targets;
mod walk;

pub use git::{Changed, Changes, Since};
pub use read::{decoded, text};
pub use scope::{Request, Scope, Texts};
pub use sides::requests;
pub use targets::Reach;

use crate::config::{Breaking, Lint};
use imports::{Group, GroupId, Importer, Resolver};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{File, FileId, Linked, Member, Schema, link_members};
use rayon::prelude::*;
use read::Loaded;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
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
    /// What it is compared with, if anything; the files are in `schema` and `sources` as well.
    pub before: Vec<Before>,
}

/// The old side of a comparison. Files that are the same on both sides are there once, as those of the
/// new one.
pub struct Before {
    /// The numbers of its own files.
    pub files: Range<u32>,
    /// What its paths are shown behind.
    pub prefix: String,
    pub modules: Vec<Judged>,
    /// The files that something is reported about.
    pub targets: Vec<FileId>,
    /// Paths that could not be read at all.
    pub failures: Vec<Failure>,
    /// Its texts were made from descriptors.
    pub is_from_descriptors: bool,
}

impl From<Added> for Before {
    fn from(Added { files, modules, reported: targets, failures, prefix }: Added) -> Before {
        Before { files, prefix, modules, targets, failures, is_from_descriptors: false }
    }
}

/// Which side of a comparison a file is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Before,
    /// Also where nothing is compared.
    After,
}

/// Where a file comes from.
pub struct Source {
    pub side: Side,
    /// As it is printed, with `/`: relative to the working directory, on the old side to what was named.
    pub path: String,
    /// Where it lies; `None` for a well-known file that is built in.
    pub disk: Option<PathBuf>,
    /// It is the user's own, and not something that it depends on.
    pub is_own: bool,
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
    pub breaking: Arc<Breaking>,
    /// Where its project has it, seen from the configuration; `None` when it is not configured.
    pub folder: Option<String>,
}

/// Files that were found, not read.
pub struct Files {
    /// In order of their paths.
    pub files: Vec<Found>,
    pub failures: Vec<Failure>,
}

pub struct Found {
    /// As it is printed.
    pub path: String,
    pub disk: PathBuf,
    /// The one that it belongs to, by its place in the scope.
    pub project: Option<usize>,
}

/// The files that a scope names.
pub fn files(scope: &Scope) -> Files {
    let (targets, mut failures) = targets::find(scope, Reach::Files);
    failures.extend(scope.failures.iter().cloned());
    let found = |target: Target| Found {
        path: paths::printed(&target.path, &scope.working_dir),
        project: target.home.map(|home| home.project),
        disk: target.path,
    };
    let mut files: Vec<Found> = targets.into_iter().filter(|target| target.is_reported).map(found).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Files { files, failures }
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
        let mut linking = Linking::default();
        let part = linking.add(Part::load(scope, reach, None), Side::After, &HashMap::new());
        linking.finish(part, Vec::new())
    }

    /// Loads the new side of a comparison and all that it is compared with, side by side in one schema.
    pub fn load_sides(before: &[Scope], after: &Scope) -> Workspace {
        let after = Part::load(after, Reach::Modules, None);
        let load = |scope| {
            let mut part = Part::load(scope, Reach::Modules, Some(&after));
            let same = sides::same(&mut part, &after);
            (part, same)
        };
        let before: Vec<_> = before.iter().map(load).collect();
        let mut linking = Linking::default();
        let after = linking.add(after, Side::After, &HashMap::new());
        let before = before.into_iter().map(|(part, same)| linking.add(part, Side::Before, &same)).collect();
        linking.finish(after, before)
    }
}

/// The files of a scope, with their imports found, before they are linked. Numbers of files are those in
/// `entries`.
struct Part<'s> {
    scope: &'s Scope,
    entries: Vec<Entry>,
    modules: Modules,
    /// The files that are reported.
    reported: Vec<FileId>,
    lacking: HashSet<Place>,
    problems: Vec<Diagnostic>,
    failures: Vec<Failure>,
}

impl<'s> Part<'s> {
    /// `twins` are files that need not be parsed again where they say the same.
    fn load(scope: &'s Scope, reach: Reach, twins: Option<&Part<'_>>) -> Part<'s> {
        let (targets, mut failures) = targets::find(scope, reach);
        failures.extend(scope.failures.iter().cloned());
        let mut loader = Loader {
            scope,
            resolver: Resolver::new(
                groups(scope),
                scope,
                targets.iter().map(|target| target.path.clone()).collect(),
            ),
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
        loader.finish(&targets)
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

struct Loader<'s, 't> {
    scope: &'s Scope,
    resolver: Resolver<'s>,
    twins: Option<sides::Twins<'t>>,
    files: Vec<Entry>,
    by_disk: HashMap<Origin, FileId>,
    problems: Vec<Diagnostic>,
    failures: Vec<Failure>,
}

struct Entry {
    content: Content,
    /// The name that it is imported by.
    name: Box<str>,
    module: u32,
    /// It was asked for, and not only imported.
    is_own: bool,
    origin: Origin,
    group: Option<GroupId>,
    imports: Vec<Option<FileId>>,
    /// Some file imports it by the name that it has.
    is_imported: bool,
}

/// What a file says.
enum Content {
    Own(Box<File>),
    /// The same as this file among the twins.
    Twin(FileId),
}

impl<'s> Loader<'s, '_> {
    /// Reads and parses files that were not read yet.
    fn read(&mut self, origins: Vec<(Origin, Option<GroupId>)>) {
        let (texts, twins) = (&self.scope.texts, self.twins.as_ref());
        let read = |(origin, group): (Origin, Option<GroupId>)| {
            let twin = twins.and_then(|twins| twins.find(&origin));
            (read::read(&origin, texts, twin), origin, group)
        };
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
            let entry = &mut self.files[index];
            (entry.name, entry.module, entry.is_own) = (name, module, target.is_some());
        }
        let (scope, entries, problems, failures) = (self.scope, self.files, self.problems, self.failures);
        Part { scope, entries, modules, reported, lacking, problems, failures }
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

/// Parts on their way to one schema.
#[derive(Default)]
struct Linking {
    members: Vec<Member>,
    sources: Vec<Source>,
    modules: u32,
    lacking: HashSet<Place>,
    problems: Vec<Diagnostic>,
}

/// What is left of a part, by the numbers that its files have in the schema.
struct Added {
    files: Range<u32>,
    modules: Vec<Judged>,
    reported: Vec<FileId>,
    failures: Vec<Failure>,
    prefix: String,
}

impl Linking {
    /// Adds the files of a part, those left out that are the same as one that is there already.
    fn add(&mut self, part: Part<'_>, side: Side, same: &HashMap<FileId, FileId>) -> Added {
        let first = self.members.len() as u32;
        let mut next = first;
        let number = |index| {
            same.get(&FileId(index)).copied().unwrap_or_else(|| {
                next += 1;
                FileId(next - 1)
            })
        };
        let ids: Vec<FileId> = (0..part.entries.len() as u32).map(number).collect();
        let id = |local: FileId| ids[local.0 as usize];
        for (index, entry) in part.entries.into_iter().enumerate() {
            let Content::Own(file) = entry.content else {
                debug_assert!(same.contains_key(&FileId(index as u32)));
                continue;
            };
            let mut file = *file;
            file.name = entry.name;
            let (path, disk) =
                (entry.origin.printed(part.scope, side), entry.origin.disk().map(Path::to_owned));
            self.sources.push(Source { side, path, disk, is_own: entry.is_own });
            let imports = entry.imports.iter().map(|target| target.map(id)).collect();
            self.members.push(Member { file, imports, module: self.modules + entry.module });
        }
        self.modules += part.modules.rows.len() as u32;
        self.lacking.extend(part.lacking.iter().map(|place| Place { file: id(place.file), ..*place }));
        self.problems.extend(part.problems.into_iter().filter(|it| !same.contains_key(&it.place.file)).map(
            |mut problem| {
                problem.place.file = id(problem.place.file);
                problem
            },
        ));
        let mut reported: Vec<FileId> = part.reported.into_iter().map(id).collect();
        reported.sort_by(|a, b| self.sources[a.0 as usize].path.cmp(&self.sources[b.0 as usize].path));
        let folder = part.scope.request.compared_from.as_deref().unwrap_or(&part.scope.working_dir);
        let prefix = format!("{}/", paths::printed(folder, &part.scope.working_dir));
        let files = first..self.members.len() as u32;
        Added {
            files,
            modules: part.modules.judged(part.scope, id),
            reported,
            failures: part.failures,
            prefix,
        }
    }

    fn finish(mut self, after: Added, before: Vec<Added>) -> Workspace {
        let schema = compile(link_members(self.members));
        // The `descriptor.proto` that linking adds.
        let path = protune_compiler::well_known::DESCRIPTOR.to_owned();
        self.sources.push(Source { side: Side::After, path, disk: None, is_own: false });
        Workspace {
            schema,
            sources: self.sources,
            modules: after.modules,
            targets: after.reported,
            lacking: self.lacking,
            problems: self.problems,
            failures: after.failures,
            before: before.into_iter().map(Before::from).collect(),
        }
    }
}

impl Origin {
    fn printed(&self, scope: &Scope, side: Side) -> String {
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

    fn judged(self, scope: &Scope, id: impl Fn(FileId) -> FileId) -> Vec<Judged> {
        let judged = self.rows.into_iter().filter(|(_, files)| !files.is_empty());
        judged
            .map(|(home, files)| {
                let configured =
                    home.map(|Home { project, module }| &scope.projects[project].modules[module]);
                let (lint, breaking) = configured
                    .map_or((&scope.unconfigured, &scope.unconfigured_breaking), |it| {
                        (&it.lint, &it.breaking)
                    });
                let (lint, breaking) = (Arc::clone(lint), Arc::clone(breaking));
                let files = files.into_iter().map(&id).collect();
                Judged { files, lint, breaking, folder: home.map(|home| scope.folder_of(home)) }
            })
            .collect()
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
