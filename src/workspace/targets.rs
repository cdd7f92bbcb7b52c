//! From a scope to the files that are judged: which lie in the modules that were asked for, and which
//! of them are reported. Walks folders; reads no file.

use super::scope::{Named, Scope};
use super::walk::Found;
use super::{Failure, paths};
use crate::config::{Exclude, Module};
use protune_rules::Needs;
use rayon::prelude::*;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Part that is loaded around the reported files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Nothing, and named files outside all modules count as well: each is only a text.
    Texts,
    /// Nothing: every rule looks at one file.
    Files,
    /// For each module, the part that decides about the reported files, for rules with these needs.
    Around(Needs),
    /// The whole of each module.
    Modules,
    /// The same, and for files in no module, all files that may refer to them, as far as we can see.
    Users,
}

/// A file of the user's own.
#[derive(Clone)]
pub(super) struct Target {
    /// Absolute.
    pub(super) path: PathBuf,
    pub(super) home: Option<Home>,
    /// Rules look at it.
    pub(super) is_judged: bool,
    pub(super) is_reported: bool,
}

/// The module of a file: its place among the projects, and in the project.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Home {
    pub(super) project: usize,
    pub(super) module: usize,
}

/// The files of a scope.
pub(super) struct Targets {
    /// In order of their paths, each once.
    pub(super) files: Vec<Target>,
    /// Links to folders that were walked.
    pub(super) links: Vec<PathBuf>,
    pub(super) failures: Vec<Failure>,
}

pub(super) fn find(scope: &Scope, reach: Reach) -> Targets {
    let mut finder = Finder {
        scope,
        reach,
        only: scope.absolute(&scope.request.only),
        without: scope.absolute(&scope.request.without),
        fits: scope.filters_of_configs.get().cloned().unwrap_or_default(),
        targets: Vec::new(),
        walked: HashSet::new(),
        links: scope.links.clone(),
        has_excluded: false,
        failures: Vec::new(),
    };
    for named in &scope.named {
        finder.add(named);
    }
    let _ = scope.idle_filters.set(finder.idle_filters());
    let mut targets = finder.targets;
    // Stable: of several, the first says where a file belongs.
    targets.par_sort_by(|a, b| paths::compare(&a.path, &b.path));
    targets.dedup_by(|again, first| {
        let is_same = again.path.as_os_str() == first.path.as_os_str();
        first.is_judged |= is_same && again.is_judged;
        first.is_reported |= is_same && again.is_reported;
        is_same
    });
    if let Some(reported) = &scope.request.reported {
        targets.iter_mut().for_each(|target| target.is_reported &= reported.contains(&target.path));
    }
    let mut failures = finder.failures;
    failures.extend(scope.failures.iter().cloned());
    // Several walks pass by one file.
    let mut told = HashSet::new();
    failures.retain(|failure| told.insert((failure.path.clone(), failure.reason.clone())));
    Targets { files: targets, links: finder.links, failures }
}

/// The same files, with only those reported that changed; `None` when others matter as well, or may.
pub(super) fn changed(scope: &Scope, targets: &[Target]) -> Option<Vec<Target>> {
    let changes = scope.request.changes.as_ref()?;
    let home = targets.first()?.home;
    let is_plain = |target: &Target| home.is_some() && target.home == home;
    let has_changed = |target: &Target| {
        let is_reported = target.is_reported && changes.has(&target.path)?;
        is_plain(target).then(|| Target { is_reported, ..target.clone() })
    };
    targets.iter().map(has_changed).collect()
}

/// A filter that no file fits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Idle {
    /// One of [`Request::only`](super::Request::only), by its place.
    Only(usize),
    /// One of [`Request::without`](super::Request::without), by its place.
    Without(usize),
    /// Together they leave nothing.
    All,
}

struct Finder<'s> {
    scope: &'s Scope,
    reach: Reach,
    only: Vec<PathBuf>,
    without: Vec<PathBuf>,
    /// Filters that some file fits.
    fits: HashSet<PathBuf>,
    /// A file may be there several times.
    targets: Vec<Target>,
    /// The modules that were walked whole.
    walked: HashSet<Home>,
    links: Vec<PathBuf>,
    /// A configuration excludes files that would be here.
    has_excluded: bool,
    failures: Vec<Failure>,
}

impl Finder<'_> {
    fn add(&mut self, named: &Named) {
        let Some(project) = named.project else {
            named.loose.iter().for_each(|file| self.add_file(file.clone(), (None, None), true));
            let is_without = self.scope.request.is_whole && named.loose.is_empty();
            if self.reach == Reach::Users || !named.is_schema || is_without {
                self.add_around(&named.path);
            }
            return;
        };
        if !named.is_schema {
            return self.walk_all_modules(project);
        }
        let is_folder = self.scope.is_folder(&named.path);
        let is_gone = self.scope.request.gone.contains(&named.path);
        if !self.scope.request.roots.is_empty() || matches!(self.reach, Reach::Files | Reach::Texts) {
            match is_folder {
                true => self.walk_named(project, &named.path),
                false if is_gone => {}
                false => self.add_named_file(project, &named.path),
            }
            return;
        }
        match self.scope.request.is_whole {
            true => self.walk_all_modules(project),
            false => self.walk_modules(project, &named.path),
        }
        match is_folder {
            true => self.report_below(&named.path, named.is_asked),
            false if is_gone => {}
            false => self.add_named_file(project, &named.path),
        }
    }

    /// Adds what is in no module either: below the working directory, or beside a file that is not.
    fn add_around(&mut self, path: &Path) {
        let working_dir = &self.scope.working_dir;
        let beside = path.parent().filter(|_| !path.is_dir()).unwrap_or(path);
        let folder = if path.starts_with(working_dir) { working_dir } else { beside };
        let mut found = Found::default();
        self.scope.walk().below(folder, |_| true, &mut found);
        let compared_with = &self.scope.request.compared_with;
        let is_meant = |file: &PathBuf| !is_in(file, &found.configured) && !is_in(file, compared_with);
        for path in found.files.into_iter().filter(is_meant) {
            self.targets.push(Target { path, home: None, is_judged: false, is_reported: false });
        }
    }

    /// Walks all modules of a project.
    fn walk_all_modules(&mut self, project: usize) {
        let modules = &self.scope.projects[project].modules;
        modules.iter().flat_map(|module| &module.roots).for_each(|root| self.walk_modules(project, root));
    }

    /// Walks each module of a project that has something to do with a path.
    fn walk_modules(&mut self, project: usize, path: &Path) {
        let modules = &self.scope.projects[project].modules;
        let roots: HashSet<&Path> =
            modules.iter().flat_map(|module| &module.roots).map(PathBuf::as_path).collect();
        let others = self.other_sides();
        for (index, module) in modules.iter().enumerate() {
            let home = Home { project, module: index };
            let is_touched = module.roots.iter().any(|root| root.starts_with(path) || path.starts_with(root));
            if !is_touched || !self.walked.insert(home) {
                continue;
            }
            for root in &module.roots {
                let is_ours = |folder: &Path| {
                    !roots.contains(folder) && !is_in(folder, &module.excludes) && !is_in(folder, &others)
                };
                let home = |file: &Path| (module.root_of(file) == Some(root)).then_some(home);
                self.walk(root, is_ours, home, false);
            }
        }
    }

    /// Folders of the other sides of a comparison that lie beside what is named: a module around both does not mean them.
    fn other_sides(&self) -> Vec<PathBuf> {
        let named = &self.scope.named;
        let is_beside = |folder: &&PathBuf| !named.iter().any(|named| named.path.starts_with(folder));
        self.scope.request.compared_with.iter().filter(is_beside).cloned().collect()
    }

    /// With named import roots, what is outside of all modules counts as well.
    fn walk_named(&mut self, project: usize, folder: &Path) {
        let takes_outside = !self.scope.request.roots.is_empty()
            || self.reach == Reach::Texts && !self.scope.has_root_around_or_below(project, folder);
        let files = self.files_below(folder, |_| true);
        let standings: Vec<Standing> =
            files.par_iter().map(|file| self.scope.standing(project, file)).collect();
        for (file, standing) in files.into_iter().zip(standings) {
            match standing {
                Standing::In(home) => self.add_file(file, (Some(project), Some(home)), true),
                Standing::Outside if takes_outside => {
                    self.add_file(file, (Some(project), self.home_outside(project)), true);
                }
                Standing::Outside | Standing::LeftOut => {}
            }
        }
    }

    /// The module of a file that lies below named roots, and in no module.
    fn home_outside(&self, project: usize) -> Option<Home> {
        let has_any = self.scope.request.is_set && !self.scope.projects[project].modules.is_empty();
        has_any.then_some(Home { project, module: 0 })
    }

    fn walk(
        &mut self,
        folder: &Path,
        wanted: impl Fn(&Path) -> bool + Sync,
        home: impl Fn(&Path) -> Option<Home> + Sync,
        is_reported: bool,
    ) {
        let files = self.files_below(folder, wanted);
        let homes: Vec<Option<Home>> = files.par_iter().map(|file| home(file)).collect();
        for (file, home) in files.into_iter().zip(homes) {
            if let Some(home) = home {
                self.add_file(file, (Some(home.project), Some(home)), is_reported);
            }
        }
    }

    /// Returns the files that a walk finds, and keeps the links and the failures.
    fn files_below(&mut self, folder: &Path, wanted: impl Fn(&Path) -> bool + Sync) -> Vec<PathBuf> {
        let mut found = Found::default();
        self.scope.walk().below(folder, wanted, &mut found);
        self.failures.append(&mut found.failures);
        self.links.append(&mut found.links);
        found.files
    }

    fn report_below(&mut self, folder: &Path, is_asked: bool) {
        let mut any = false;
        for target in self.targets.iter_mut().filter(|target| target.path.starts_with(folder)) {
            target.is_reported = true;
            any = true;
        }
        let may_be_empty = || self.scope.request.may_be_empty || self.scope.has_config_below(folder);
        if any || !is_asked || self.has_excluded || may_be_empty() {
            return;
        }
        if self.only.is_empty() && self.without.is_empty() {
            self.fail(folder, "there is no .proto file in this folder that belongs to a module");
        } else {
            self.fail(folder, "--path and --exclude-path leave no .proto file in this folder");
        }
    }

    /// A file that is named is taken, wherever a walk would have left it out; not so where its module
    /// excludes it: a hook names whatever has changed.
    fn add_named_file(&mut self, project: usize, path: &Path) {
        let standing = self.scope.standing(project, path);
        if let Standing::In(home) = standing {
            return self.add_file(path.to_owned(), (Some(project), Some(home)), true);
        }
        let is_elsewhere = self.scope.request.elsewhere.has_file(path);
        if !path.exists() && !is_elsewhere && self.scope.text(path).is_none() {
            return self.fail(path, "there is no such file or folder");
        }
        let takes_outside = !self.scope.request.roots.is_empty() || self.reach == Reach::Texts;
        if standing == Standing::Outside && takes_outside {
            return self.add_file(path.to_owned(), (Some(project), self.home_outside(project)), true);
        }
        if standing == Standing::Outside {
            let file = paths::printed(&self.scope.projects[project].file, &self.scope.working_dir);
            self.fail(path, &format!("it is outside the modules of {file}"));
        }
    }

    fn add_file(&mut self, path: PathBuf, (project, home): (Option<usize>, Option<Home>), is_reported: bool) {
        if self.scope.excludes(project, &path) {
            self.has_excluded = true;
            return;
        }
        let fitting = |filters: &[PathBuf]| -> Vec<PathBuf> {
            filters.iter().filter(|filter| path.starts_with(filter)).cloned().collect()
        };
        let (only, without) = (fitting(&self.only), fitting(&self.without));
        let is_wanted = (self.only.is_empty() || !only.is_empty()) && without.is_empty();
        self.fits.extend(only.into_iter().chain(without));
        if !is_wanted {
            return;
        }
        self.targets.push(Target { path, home, is_judged: true, is_reported });
    }

    /// Returns which filters no file fits, and whether they leave nothing.
    fn idle_filters(&self) -> Vec<Idle> {
        let is_idle = |path: &PathBuf| !self.fits.contains(path);
        let idle = |paths: &[PathBuf], kind: fn(usize) -> Idle| -> Vec<Idle> {
            let idle = paths.iter().enumerate().filter(|(_, path)| is_idle(path));
            idle.map(|(at, _)| kind(at)).collect()
        };
        let has_filters = !self.only.is_empty() || !self.without.is_empty();
        // A failure says more.
        let is_empty = has_filters && self.targets.is_empty() && self.failures.is_empty();
        let (only, without) = (idle(&self.only, Idle::Only), idle(&self.without, Idle::Without));
        only.into_iter().chain(without).chain(is_empty.then_some(Idle::All)).collect()
    }

    fn fail(&mut self, path: &Path, reason: &str) {
        let path = paths::printed(path, &self.scope.working_dir);
        self.failures.push(Failure { path, reason: reason.to_owned() });
    }
}

/// Relation of a file to the modules of a project.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    In(Home),
    /// It is below a root, but its module does not want it.
    LeftOut,
    Outside,
}

impl Scope {
    /// The named paths that are excluded, as they are printed, each with the configuration that says so.
    pub fn excluded(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let printed = |path: &Path| paths::printed(path, &self.working_dir);
        self.named.iter().filter_map(move |named| {
            let project = named.project?;
            let by = match self.exclude_of(project, &named.path) {
                Some(exclude) => &exclude.file,
                None if self.standing(project, &named.path) != Standing::LeftOut => return None,
                None if !self.is_excluded(project, &named.path) => return None,
                None => &self.projects[project].modules_file,
            };
            Some((printed(&named.path), printed(by)))
        })
    }

    /// Returns whether a configuration has the file left alone.
    pub(super) fn excludes(&self, project: Option<usize>, path: &Path) -> bool {
        project.is_some_and(|project| self.exclude_of(project, path).is_some())
            || self.request.excluded.as_ref().is_some_and(|files| files.contain(path))
    }

    fn exclude_of(&self, project: usize, path: &Path) -> Option<&Exclude> {
        let exclude = self.projects[project].exclude.as_ref().filter(|_| self.request.obeys_exclude);
        exclude.filter(|exclude| exclude.files.contain(path))
    }

    /// A file that no module wants, or a folder of such files.
    fn is_excluded(&self, project: usize, path: &Path) -> bool {
        let mut modules = self.projects[project].modules.iter();
        path.exists() && (!path.is_dir() || modules.any(|module| is_in(path, &module.excludes)))
    }

    fn has_root_around_or_below(&self, project: usize, folder: &Path) -> bool {
        let mut roots = self.projects[project].modules.iter().flat_map(|module| &module.roots);
        roots.any(|root| root.starts_with(folder) || folder.starts_with(root))
    }

    /// The project of the named path that a file was found by.
    pub(super) fn project_naming(&self, file: &Path) -> Option<usize> {
        self.named.iter().filter(|named| file.starts_with(&named.path)).find_map(|named| named.project)
    }

    fn standing(&self, project: usize, path: &Path) -> Standing {
        let in_root = |module: &Module| module.roots.iter().any(|root| path.starts_with(root));
        match self.home(project, path) {
            Some(home) => Standing::In(home),
            None if self.projects[project].modules.iter().any(in_root) => Standing::LeftOut,
            None => Standing::Outside,
        }
    }

    /// The module of a project that a file belongs to: of several, the one with the nearest root.
    pub(super) fn home(&self, project: usize, path: &Path) -> Option<Home> {
        let modules = self.projects[project].modules.iter().enumerate();
        let fitting = modules.filter_map(|(module, it)| Some((it.root_of(path)?, Home { project, module })));
        fitting
            .max_by_key(|(root, home)| (root.as_os_str().len(), usize::MAX - home.module))
            .map(|(_, home)| home)
    }

    pub(super) fn absolute(&self, paths: &[PathBuf]) -> Vec<PathBuf> {
        paths.iter().map(|path| paths::absolute(path, &self.working_dir)).collect()
    }
}

fn is_in(path: &Path, folders: &[PathBuf]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}
