//! From a scope to files: reads and parses those that are judged and all that they import, in parallel, and
//! gives each its name and its module. Links nothing.

pub(super) use super::imports::GroupId;
use super::imports::{Group, Importer, Resolver};
use super::origin::{Origin, Spelled};
use super::outline::{Outline, Outliner};
use super::read::{self, Loaded};
use super::targets::{self, Home, Target, Targets};
use super::{Failure, Reach, Scope, Side, Stage, There, Took, paths, sides};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{File, FileId};
use protune_compiler::well_known;
use protune_engine::documents::{Hint, Module};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
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
    pub(super) hints: HashMap<Place, Hint>,
    pub(super) problems: Vec<Diagnostic>,
    pub(super) failures: Vec<Failure>,
    /// Whether only the relevant part of the modules is loaded: what decides about the reported files.
    pub(super) is_partial: bool,
    pub(super) took: Took,
}

impl<'s> Part<'s> {
    /// `twins` are files that need not be parsed again where they say the same.
    pub(super) fn load(scope: &'s Scope, reach: Reach, twins: Option<&Part<'_>>) -> Part<'s> {
        let begin = Instant::now();
        scope.request.progress.begin(Stage::Finding);
        let Targets { files: targets, failures, .. } = targets::find(scope, reach);
        let find = begin.elapsed();
        scope.request.progress.begin(Stage::Reading);
        let mut loader = Loader::new(scope, twins, &targets, failures.clone());
        let around = match reach {
            Reach::Around(needs) => loader.load_around(&targets, needs),
            _ => None,
        };
        let mut part = match &around {
            Some(reported) => loader.finish(reported),
            None => {
                loader = Loader::new(scope, twins, &targets, failures);
                let origin = |target: &Target| (Origin::Disk(target.path.clone()), loader.group(target));
                loader.read(targets.iter().map(origin).collect());
                loader.load_imports(0);
                loader.agree_on_names();
                loader.finish(&targets)
            }
        };
        part.is_partial = around.is_some();
        part.took = Took { find, read: begin.elapsed() - find, ..Took::default() };
        part
    }
}

/// Folders in which imports are looked up: below the named roots, else below those of each project.
fn groups(scope: &Scope) -> Vec<Group<'_>> {
    if scope.request.roots.is_empty() {
        return scope.projects.iter().map(Group::of_project).collect();
    }
    vec![Group::of_roots(&scope.request.roots, &scope.working_dir)]
}

pub(super) struct Loader<'s: 't, 't> {
    pub(super) scope: &'s Scope,
    pub(super) resolver: Resolver<'t>,
    pub(super) twins: Option<sides::Twins<'t>>,
    pub(super) files: Vec<Entry>,
    pub(super) by_disk: FxHashMap<Origin, FileId>,
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
    /// Whether any file imports it by its name.
    pub(super) is_imported: bool,
    /// Everything that it imports is there.
    pub(super) is_complete: bool,
}

/// Content of a file.
pub(super) enum Content {
    Own(Arc<File>),
    /// The same as this file among the twins.
    Twin(FileId),
}

impl<'s, 't> Loader<'s, 't> {
    fn new(
        scope: &'s Scope,
        twins: Option<&'t Part<'_>>,
        targets: &'t [Target],
        failures: Vec<Failure>,
    ) -> Loader<'s, 't> {
        let known = targets.iter().map(|target| target.path.as_os_str());
        let known = known.chain(scope.request.texts.keys().map(|path| path.as_os_str()));
        let known = known.chain(scope.request.elsewhere.paths().map(|path| path.as_os_str()));
        Loader {
            scope,
            resolver: Resolver::new(groups(scope), scope, known.collect()),
            twins: twins.map(|part| sides::Twins::of(part, scope)),
            files: Vec::new(),
            by_disk: FxHashMap::default(),
            problems: Vec::new(),
            failures,
        }
    }

    /// The files among which a target finds its imports.
    pub(super) fn group(&self, target: &Target) -> Option<GroupId> {
        if !self.scope.request.roots.is_empty() {
            return Some(GroupId(0));
        }
        let project = target.home.map(|home| home.project);
        project.filter(|&project| self.scope.projects[project].roots_are_known).map(GroupId)
    }

    /// Reads and parses files that were not read yet.
    pub(super) fn read(&mut self, origins: Vec<(Origin, Option<GroupId>)>) {
        let (scope, twins) = (self.scope, self.twins.as_ref());
        let read = |(origin, group): (Origin, Option<GroupId>)| {
            let twin = twins.and_then(|twins| twins.find(&origin));
            let now = origin.disk().and_then(|path| scope.request.elsewhere.get(path));
            let loaded = match (now, twin, twins) {
                (Some(There::Disk(now)), Some((id, _)), Some(twins)) if twins.is_read_from(id, now) => {
                    Ok(read::same(id))
                }
                (Some(There::Disk(now)), _, _) => read::from_disk(now, twin),
                (Some(There::Memory(bytes)), _, _) => read::from_bytes(bytes.into(), twin),
                (None, _, _) => read::read(&origin, scope, twin),
            };
            scope.request.progress.step();
            (loaded, origin, group)
        };
        scope.request.progress.expect(origins.len());
        let read: Vec<_> = origins.into_par_iter().map(read).collect();
        self.files.reserve(read.len());
        self.by_disk.reserve(read.len());
        for (loaded, origin, group) in read {
            match loaded {
                Ok(loaded) => self.add(origin, group, loaded),
                Err(error) => self.fail(&origin, &error),
            }
        }
    }

    pub(super) fn fail(&mut self, origin: &Origin, error: &io::Error) {
        let path = origin.printed(self.scope, Side::After);
        self.failures.push(Failure { path, reason: read::reason(error) });
    }

    pub(super) fn add(&mut self, origin: Origin, group: Option<GroupId>, loaded: Loaded) {
        let id = FileId::new(self.files.len());
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
            is_complete: true,
        };
        self.files.push(entry);
    }

    /// Tables of a file.
    pub(super) fn file(&self, index: usize) -> &File {
        says(&self.files[index], self.twins.as_ref())
    }

    /// The file that one in a group means by a name.
    pub(super) fn resolve(&mut self, group: GroupId, path: Option<&Path>, name: &str) -> Option<Origin> {
        self.resolver.find(Importer { path, group: Some(group) }, name)
    }

    /// Outline of a file, whether it was read or not; `None` for what is no text at all.
    pub(super) fn outline(
        &self,
        origin: &Origin,
        outliner: &Outliner<'_>,
        buffer: &mut Vec<u8>,
    ) -> io::Result<Option<Outline>> {
        match self.by_disk.get(origin) {
            Some(&id) => Ok(self.is_text(id).then(|| outliner.of_file(self.file(id.index())))),
            None => read::outline(origin, self.scope, outliner, buffer),
        }
    }

    /// Numbers the files as if all had been read: the targets in order of their paths, then the others.
    pub(super) fn order(&mut self, targets: &[Target]) {
        let is_target =
            |path: &&Path| targets.binary_search_by(|target| paths::compare(&target.path, path)).is_ok();
        let mut order: Vec<usize> = (0..self.files.len()).collect();
        order.sort_by_key(|&index| {
            let target = self.files[index].origin.disk().filter(is_target);
            (target.is_none(), target.map(Path::to_owned), index)
        });
        let mut numbers = vec![FileId::new(0); order.len()];
        for (number, &index) in order.iter().enumerate() {
            numbers[index] = FileId::new(number);
        }
        let number = |id: FileId| numbers[id.index()];
        let mut files: Vec<Option<Entry>> = std::mem::take(&mut self.files).into_iter().map(Some).collect();
        self.files = order.iter().filter_map(|&index| files[index].take()).collect();
        for target in self.files.iter_mut().flat_map(|entry| &mut entry.imports).flatten() {
            *target = number(*target);
        }
        self.by_disk.values_mut().for_each(|id| *id = number(*id));
        self.problems.iter_mut().for_each(|problem| problem.place.file = number(problem.place.file));
    }

    /// Gives each file its name and its module.
    fn finish(mut self, targets: &[Target]) -> Part<'s> {
        let mut modules = Modules::default();
        let (lacking, hints) = match self.twins {
            Some(_) => Default::default(),
            None => self.explain_missing(targets),
        };
        let judged: FxHashMap<Spelled<'_>, &Target> =
            targets.iter().map(|target| (Spelled(&target.path), target)).collect();
        let named: Vec<_> = (0..self.files.len())
            .into_par_iter()
            .map(|index| match &self.files[index].origin {
                Origin::Disk(path) => {
                    let target = judged.get(&Spelled(path)).copied();
                    (target, self.name_and_root(index, path, target.is_some()))
                }
                Origin::BuiltIn(name) => (None, (name.as_str().into(), PathBuf::new())),
            })
            .collect();
        let mut reported = Vec::new();
        for (index, (target, (name, root))) in named.into_iter().enumerate() {
            let id = FileId::new(index);
            let home = target.and_then(|target| target.home);
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
        let (is_partial, took) = (false, Took::default());
        Part { scope, entries, modules, reported, lacking, hints, problems, failures, is_partial, took }
    }

    /// The name that a file is imported by, and its import root.
    fn name_and_root(&self, index: usize, path: &Path, is_judged: bool) -> (Box<str>, PathBuf) {
        let entry = &self.files[index];
        let imported_as = entry.is_imported.then_some(&*entry.name);
        let is_well_known = imported_as.is_some_and(|name| well_known::text(name).is_some());
        // Files that are compared are found again by the folder that was named.
        let base = self.scope.request.compared_from.as_ref().filter(|_| !is_well_known);
        if let Some(base) = base.filter(|base| is_judged && entry.group.is_none() && path.starts_with(base)) {
            return (paths::printed(path, base).into(), base.clone());
        }
        let root = self.resolver.root_of(path, entry.group, imported_as, self.file(index));
        let name = imported_as.map_or_else(|| paths::printed(path, &root).into(), Into::into);
        (name, root)
    }

    /// Whether a file is UTF-8. Nothing is known of a file that is not, not even that something is missing.
    fn is_text(&self, file: FileId) -> bool {
        self.problems.iter().all(|problem| problem.place != Place::file(file))
    }
}

/// Tables of a file, its own or those of its twin.
pub(super) fn says<'f>(entry: &'f Entry, twins: Option<&sides::Twins<'f>>) -> &'f File {
    match (&entry.content, twins) {
        (Content::Own(file), _) => file,
        (Content::Twin(twin), Some(twins)) => twins.file(*twin),
        (Content::Twin(_), None) => unreachable!("only what has twins is one"),
    }
}

/// The modules of a side that has no file left, so that it is known how those that are gone are compared.
pub(super) fn without_files(scope: &Scope) -> Vec<Module> {
    let homes =
        scope.projects.iter().enumerate().flat_map(|(project, it)| {
            (0..it.modules.len()).map(move |module| Some(Home { project, module }))
        });
    let module = |home: Option<Home>| Module {
        files: Vec::new(),
        settings: scope.place_of_settings(home),
        folder: home.map(|home| scope.folder_of(home)),
    };
    let configured: Vec<Module> = homes.map(module).collect();
    if configured.is_empty() { vec![module(None)] } else { configured }
}

/// Module of each file: a configured one, else that of its import root.
#[derive(Default)]
pub(super) struct Modules {
    by_key: FxHashMap<(Option<Home>, Option<PathBuf>), u32>,
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
