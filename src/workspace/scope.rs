//! Files of a command: from the named paths, and the configurations around and below them, to files with
//! their modules. Reads no schema.

use super::walk::{BROKEN_LINK, Found, Walk, is_broken_link};
use super::{Changes, Elsewhere, Failure, Home, Idle, Progress, Texts, is_proto, paths};
use crate::config::{self, Note, Problem, Problems, Project, Section, Use};
use crate::plugin;
use protune_engine::Settings;
use protune_engine::settings::{Breaking, Files, Lint, ModuleSettings};
use protune_rules::Catalog;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

const NO_SCHEMA: &str = "it is not a .proto file";

/// Request of a command.
#[derive(Default)]
pub struct Request {
    /// Files and folders to report; the working directory when there are none.
    pub paths: Vec<PathBuf>,
    /// Judge only these files and folders, as if their modules had no others; `--path`.
    pub only: Vec<PathBuf>,
    /// Leave these files and folders out; `--exclude-path`.
    pub without: Vec<PathBuf>,
    /// Leave out what the configurations exclude.
    pub obeys_exclude: bool,
    /// And what is left out on the other side of a comparison.
    pub excluded: Option<Files>,
    /// Configuration to read in place of the one around the paths: a file, or its text; `--config`.
    pub config: Option<String>,
    /// Sections of configurations that are used; mistakes in others are passed over.
    pub used: &'static [Section],
    /// Terms on which plugins run.
    pub plugins: plugin::Terms,
    /// Files are looked at when somebody asks about them, and not before.
    pub waits: bool,
    /// No configuration is looked for.
    pub is_bare: bool,
    /// Paths may be configuration files that are deployed with the schemas.
    pub takes_configs: bool,
    /// All modules of the projects are loaded, whichever of them a path touches: configurations name services of any.
    pub is_whole: bool,
    /// Import roots, `-I`; found by themselves when there are none.
    pub roots: Vec<PathBuf>,
    /// Symbolic links are not followed.
    pub no_links: bool,
    /// Texts of files that replace those on the disk, or files that do not exist there: the unsaved buffers
    /// of an editor. By absolute paths.
    pub texts: Texts,
    /// Changes that findings are limited to: those in other files are dropped, except for errors of the
    /// compiler in files that import a changed one.
    pub changes: Option<Arc<Changes>>,
    /// Files to report, among those in the scope. Absolute.
    pub reported: Option<HashSet<PathBuf>>,
    /// The only file that fixes may change, if there is one. Absolute.
    pub edits_only: Option<PathBuf>,
    /// The folder that files are found again by on the other side of a comparison, if there is one.
    pub compared_from: Option<PathBuf>,
    /// The folders of the other sides: what lies in them refers to nothing on this one.
    pub compared_with: Vec<PathBuf>,
    /// Paths that were there on another side of a comparison, and are not on this one. Absolute.
    pub gone: HashSet<PathBuf>,
    /// Files that lie elsewhere.
    pub elsewhere: Arc<Elsewhere>,
    /// The folder above which nothing is looked for, if there is one.
    pub top: Option<PathBuf>,
    /// Nothing lies where it was asked for, so that files are compared that have moved from elsewhere: by their import
    /// names.
    pub follows: bool,
    /// There need be no schema at all: what is compared with nothing is new, or gone.
    pub may_be_empty: bool,
    /// The only root holds files by their import names, so that each belongs to the first module.
    pub is_set: bool,
    /// Counter of the progress.
    pub progress: Arc<Progress>,
}

/// The paths of a request, each with the configuration that holds for it.
pub struct Scope {
    pub request: Request,
    pub(super) working_dir: PathBuf,
    pub projects: Vec<Project>,
    /// Lint settings of files without a configuration.
    pub unconfigured: Arc<Lint>,
    /// Breaking settings of files without a configuration.
    pub unconfigured_breaking: Arc<Breaking>,
    /// Rules that there are for the files of any project.
    catalog: Arc<Catalog>,
    /// Current texts of files, which replace those of the request or of the disk. By absolute paths.
    pub texts: Texts,
    pub(super) named: Vec<Named>,
    pub(super) failures: Vec<Failure>,
    /// Links to folders that were walked.
    pub(super) links: Vec<PathBuf>,
    /// Folders that nobody named and whose configuration cannot be used, so that nothing in them is checked.
    passed_over: Vec<Note>,
    /// Filters that no file fits. Known once files were looked for.
    pub(super) idle_filters: OnceLock<Vec<Idle>>,
    /// Filters that a configuration file fits. Known once such files were looked for.
    pub(super) filters_of_configs: OnceLock<HashSet<PathBuf>>,
}

/// A path that was named, and what was found there.
pub(super) struct Named {
    pub(super) path: PathBuf,
    pub(super) project: Option<usize>,
    /// The user named it; otherwise it was found below a path that is named.
    pub(super) is_asked: bool,
    /// It is a schema or a folder, and not a configuration file.
    pub(super) is_schema: bool,
    /// The files, where no configuration says which.
    pub(super) loose: Vec<PathBuf>,
}

impl Scope {
    /// Finds the configurations that hold for the paths. The error is that of the first one that cannot be used.
    pub fn find(request: Request) -> Result<Scope, Problems> {
        let mut scope = Scope {
            working_dir: paths::working_dir(),
            projects: Vec::new(),
            unconfigured: Arc::new(Lint::unconfigured()),
            unconfigured_breaking: Arc::new(Breaking::unconfigured()),
            catalog: Catalog::compiled_in().clone(),
            texts: Texts::new(),
            named: Vec::new(),
            failures: Vec::new(),
            links: Vec::new(),
            passed_over: Vec::new(),
            idle_filters: OnceLock::new(),
            filters_of_configs: OnceLock::new(),
            request,
        };
        let here = vec![PathBuf::from(".")];
        let named = if scope.request.paths.is_empty() { here } else { scope.request.paths.clone() };
        for path in named {
            scope.name(&path)?;
        }
        Ok(scope)
    }

    fn name(&mut self, written: &Path) -> Result<(), Problems> {
        let path = paths::absolute(written, &self.working_dir);
        let is_folder = self.is_folder(&path);
        if !is_folder && is_broken_link(&path) && !self.request.texts.contains_key(&path) {
            self.fail(written, BROKEN_LINK);
            return Ok(());
        }
        let is_schema =
            is_folder || !path.is_file() || is_proto(&path) || self.request.texts.contains_key(&path);
        if !is_schema && !self.request.takes_configs {
            self.fail(written, NO_SCHEMA);
            return Ok(());
        }
        if self.request.elsewhere.is_absent(&path) {
            self.fail(written, "it is not in the index of git: `git add` puts it there");
            return Ok(());
        }
        let folder = if is_folder { &path } else { path.parent().unwrap_or(&path) };
        if let Some(project) = self.project_around(folder)? {
            let loose = Vec::new();
            self.named.push(Named { path, project: Some(project), is_asked: true, is_schema, loose });
            return Ok(());
        }
        if !is_folder {
            let is_there = is_schema && !self.request.gone.contains(&path);
            let loose = if is_there { vec![path.clone()] } else { Vec::new() };
            self.named.push(Named { path, project: None, is_asked: true, is_schema, loose });
            return Ok(());
        }
        self.walk_unconfigured(written, path)
    }

    /// The files of a folder outside of all configurations; below it there may be some.
    fn walk_unconfigured(&mut self, written: &Path, folder: PathBuf) -> Result<(), Problems> {
        let mut found = Found::default();
        self.walk().below(&folder, |_| true, &mut found);
        // A folder sorts before those in it.
        found.configured.sort_unstable();
        let mut inner: Vec<PathBuf> = Vec::new();
        for configured in found.configured.into_iter().filter(|_| !self.request.is_bare) {
            if !inner.iter().any(|outer| configured.starts_with(outer)) {
                inner.push(configured);
            }
        }
        let is_empty = found.files.is_empty() && found.failures.is_empty();
        self.failures.extend(found.failures);
        self.links.extend(found.links);
        if is_empty && !self.request.may_be_empty && !self.has_config_below(&folder) {
            self.fail(written, "there is no .proto file in this folder");
        }
        let is_loose = |file: &PathBuf| !inner.iter().any(|folder| file.starts_with(folder));
        let loose = found.files.into_iter().filter(is_loose).collect();
        self.named.push(Named { path: folder, project: None, is_asked: true, is_schema: true, loose });
        let is_left_out = |path: &PathBuf| {
            let mut without = self.request.without.iter();
            without.any(|filter| path.starts_with(paths::absolute(filter, &self.working_dir)))
        };
        inner.retain(|path| !is_left_out(path));
        for path in inner {
            match self.project_around(&path) {
                Ok(project) => {
                    let loose = Vec::new();
                    self.named.push(Named { path, project, is_asked: false, is_schema: true, loose });
                }
                Err(problems) => self.pass_over(&path, &problems),
            }
        }
        Ok(())
    }

    /// Leaves a folder out that has a configuration of its own, which may be somebody else's.
    fn pass_over(&mut self, folder: &Path, problems: &[Problem]) {
        let folder = paths::printed(folder, &self.working_dir);
        let why: Vec<String> = problems.iter().map(Problem::in_one_line).collect();
        let message =
            format!("{folder} is not checked, since its configuration cannot be used: {}", why.join("; "));
        let help = Some("mend it, or remove it".to_owned());
        self.passed_over.push(Note { message, help, is_skip: true });
    }

    fn project_around(&mut self, folder: &Path) -> Result<Option<usize>, Problems> {
        let used = Use { sections: self.request.used, plugins: self.request.plugins };
        let around = match &self.request.config {
            _ if self.request.is_bare => None,
            Some(config) => {
                let roots: Vec<PathBuf> =
                    self.request.roots.iter().map(|root| paths::absolute(root, &self.working_dir)).collect();
                Some(config::read(config, &self.folder_of_config(folder), &roots, used)?)
            }
            None => config::find(folder, self.request.top.as_deref(), used)?,
        };
        let Some(project) = around else { return Ok(None) };
        if let Some(known) = self.projects.iter().position(|known| known.file == project.file) {
            return Ok(Some(known));
        }
        if !Arc::ptr_eq(&project.catalog, Catalog::compiled_in()) {
            self.catalog = Arc::new(self.catalog.and(&project.catalog));
        }
        self.projects.push(project);
        Ok(Some(self.projects.len() - 1))
    }

    /// Returns what the user should know of the configurations.
    pub fn notes(&self) -> impl Iterator<Item = &Note> {
        self.projects.iter().flat_map(|project| &project.notes).chain(&self.passed_over)
    }

    /// Returns which folders and files are left out, and why.
    pub fn passed_over(&self) -> impl Iterator<Item = &Note> {
        self.passed_over.iter()
    }

    /// Returns which filters fit no file; nothing before files were looked for.
    pub fn idle_filters(&self) -> &[Idle] {
        self.idle_filters.get().map_or(&[], Vec::as_slice)
    }

    /// Counter of the progress.
    pub fn progress(&self) -> &Arc<Progress> {
        &self.request.progress
    }

    /// The import roots that were named and are not there, as they were written.
    pub fn missing_roots(&self) -> impl Iterator<Item = &Path> {
        let is_there = |root: &PathBuf| {
            let root = paths::absolute(root, &self.working_dir);
            root.exists() || self.request.elsewhere.has_folder(&root)
        };
        self.request.roots.iter().filter(move |root| !is_there(root)).map(PathBuf::as_path)
    }

    /// Absolute.
    pub fn working_dir(&self) -> &Path {
        &self.working_dir
    }

    /// The folder that files are found again by on the other side of a comparison, if there is one.
    pub fn compared_from(&self) -> Option<&Path> {
        self.request.compared_from.as_deref()
    }

    /// Lint settings of every module.
    pub fn lints(&mut self) -> impl Iterator<Item = &mut Lint> {
        let modules = self.projects.iter_mut().flat_map(|project| &mut project.modules);
        modules.map(|module| &mut module.lint).chain([&mut self.unconfigured]).map(Arc::make_mut)
    }

    /// Breaking settings of every module.
    pub fn comparisons(&mut self) -> impl Iterator<Item = &mut Breaking> {
        let modules = self.projects.iter_mut().flat_map(|project| &mut project.modules);
        let configured = modules.map(|module| &mut module.breaking);
        configured.chain([&mut self.unconfigured_breaking]).map(Arc::make_mut)
    }

    /// Chooses the lint rules of every module, from the rules that there are for it.
    pub fn choose_lint(&mut self, choose: impl Fn(&Catalog, &mut Lint)) {
        for project in &mut self.projects {
            project.modules.iter_mut().for_each(|it| choose(&project.catalog, Arc::make_mut(&mut it.lint)));
        }
        choose(Catalog::compiled_in(), Arc::make_mut(&mut self.unconfigured));
    }

    /// Chooses the rules about changes of every module, from the rules that there are for it.
    pub fn choose_breaking(&mut self, choose: impl Fn(&Catalog, &mut Breaking)) {
        for project in &mut self.projects {
            let modules = project.modules.iter_mut();
            modules.for_each(|it| choose(&project.catalog, Arc::make_mut(&mut it.breaking)));
        }
        choose(Catalog::compiled_in(), Arc::make_mut(&mut self.unconfigured_breaking));
    }

    /// Returns the rules that there are for the files of any project.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// Returns the settings of all modules: those of unconfigured files first, then project by project.
    pub fn settings(&self) -> Settings {
        let (lint, breaking) = (self.unconfigured.clone(), self.unconfigured_breaking.clone());
        let modules = self.projects.iter().flat_map(|project| &project.modules);
        let configured = modules.map(config::Module::settings);
        let catalog = self.catalog().clone();
        Settings {
            catalog,
            modules: [ModuleSettings { lint, breaking }].into_iter().chain(configured).collect(),
        }
    }

    /// Returns the project and the module whose settings are in this place; `None` for files without a configuration.
    pub fn configured(&self, settings: usize) -> Option<(&Project, &config::Module)> {
        let modules = self.projects.iter().flat_map(|it| it.modules.iter().map(move |module| (it, module)));
        modules.into_iter().nth(settings.checked_sub(1)?)
    }

    /// Returns the place of a module's settings among those of all.
    pub(super) fn place_of_settings(&self, home: Option<Home>) -> usize {
        let Some(Home { project, module }) = home else { return 0 };
        let before = self.projects[..project].iter().map(|project| project.modules.len());
        1 + before.sum::<usize>() + module
    }

    /// Base folder of the paths in the value of `--config`: the folder of the file that it replaces, if there
    /// is one that can be read.
    fn folder_of_config(&self, folder: &Path) -> PathBuf {
        let replaced = config::find(folder, self.request.top.as_deref(), &[]).ok().flatten();
        let beside = replaced.and_then(|project| project.file.parent().map(Path::to_owned));
        let here = || if folder.starts_with(&self.working_dir) { &self.working_dir } else { folder };
        beside.unwrap_or_else(|| here().to_owned())
    }

    /// Path of a module, relative to its configuration, with the part that distinguishes it from others in
    /// the same folder.
    pub(super) fn folder_of(&self, Home { project, module }: Home) -> String {
        let project = &self.projects[project];
        let module = &project.modules[module];
        let base = project.file.parent().unwrap_or(&self.working_dir);
        let folders = module.roots.iter().chain(&module.includes).chain(&module.excludes);
        folders.map(|folder| paths::printed(folder, base)).collect::<Vec<_>>().join(" ")
    }

    fn fail(&mut self, written: &Path, reason: &str) {
        self.failures.push(Failure { path: written.display().to_string(), reason: reason.to_owned() });
    }

    /// There is such a folder, on the disk or not.
    pub(super) fn is_folder(&self, path: &Path) -> bool {
        self.request.elsewhere.has_folder(path) || path.is_dir()
    }

    /// There is such a file on the disk, and it counts.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        !self.request.elsewhere.is_absent(path) && path.is_file()
    }

    /// Text that replaces a file.
    pub(super) fn text(&self, path: &Path) -> Option<&str> {
        self.texts.get(path).or_else(|| self.request.texts.get(path)).map(String::as_str)
    }

    pub(super) fn walk(&self) -> Walk<'_> {
        Walk {
            working_dir: &self.working_dir,
            follows_links: !self.request.no_links,
            has_ignored: self.request.top.is_none(),
            texts: &self.request.texts,
            elsewhere: &self.request.elsewhere,
            wants: &is_proto,
        }
    }
}
