//! A loaded workspace of the editor: a folder, or a single file outside of all folders. Loading is work for another thread;
//! edits are brought into it when somebody asks.

use super::against::Comparison;
use super::deployed::Deployed;
use super::documents::Documents;
use super::settings::Settings;
use super::snapshot::{Files, KnownLines};
use super::uri::Key;
use crate::config::{Problems, Section};
use crate::plugin::{self, Terms};
use crate::workspace::{self, Configs, Reach, Request, Scope};
use protune_compiler::schema::{Cancelled, FileId, Schema};
use protune_engine::documents::{Progress, Texts};
use protune_engine::fmt::Style;
use protune_engine::live::Live;
use protune_rules::Catalog;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Time of a call of a plugin: an editor waits for it when it loads a folder.
const PLUGIN_TIME: Duration = Duration::from_secs(10);

/// Place of a world.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Folder(PathBuf),
    File(PathBuf),
}

impl Place {
    /// Whether imports may mean files outside of it: those of the repository around a folder, or of a folder around a file.
    fn looks_beyond(&self) -> bool {
        let Place::Folder(folder) = self else { return true };
        let has_repository = |folder: &Path| folder.join(".git").exists();
        !has_repository(folder) && folder.ancestors().skip(1).any(has_repository)
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Place::Folder(path) | Place::File(path) => path,
        }
    }
}

/// A folder or a file, and the workspace that was loaded for it.
pub(super) struct World {
    pub(super) place: Place,
    /// `None` until it was loaded once.
    pub(super) loaded: Option<Loaded>,
    /// Number of the load that runs.
    pub(super) loading: Option<u64>,
    /// Open files that the last load knows of.
    pub(super) taken: HashSet<PathBuf>,
    /// Whether anything changed since it was loaded.
    pub(super) is_stale: bool,
    /// Problems of its configuration, by file.
    pub(super) problems: Problems,
    /// Comparison with an older version.
    pub(super) comparison: Comparison,
}

impl World {
    pub(super) fn new(place: Place) -> World {
        World {
            place,
            loaded: None,
            loading: None,
            taken: HashSet::new(),
            is_stale: true,
            problems: Vec::new(),
            comparison: Comparison::default(),
        }
    }

    /// Folder of the editor that it is, unless it is a single file.
    pub(super) fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Folder(folder) => Some(folder),
            Place::File(_) => None,
        }
    }

    /// Whether the findings in open files are up to date, and those in others follow.
    pub(super) fn has_looked_first(&self) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| loaded.has_looked_first)
    }

    /// Whether a file is one of its schema.
    pub(super) fn has(&self, path: &Path) -> bool {
        self.loaded.as_ref().is_some_and(|loaded| loaded.files.find(path).is_some())
    }
}

/// A loaded workspace.
pub(super) struct Loaded {
    pub(super) live: Live,
    pub(super) files: Arc<Files>,
    /// Configuration files that are deployed with the schemas.
    pub(super) deployed: Deployed,
    /// Open files that look like such configuration files, and were none when the world was loaded for them.
    pub(super) odd_configs: HashSet<PathBuf>,
    pub(super) catalog: Arc<Catalog>,
    /// Layouts of projects, by their folders.
    styles: Arc<BTreeMap<PathBuf, Style>>,
    /// Files whose texts may differ from those of the schema.
    dirty: BTreeSet<FileId>,
    /// The schema as others may hold it; `None` after an edit.
    schema: Option<Arc<Schema>>,
    pub(super) lines: KnownLines,
    /// Folders that imports are looked for below.
    roots: Vec<PathBuf>,
    /// Imports may mean files that are not below the place.
    looks_beyond: bool,
    /// Imports that are known to lead nowhere.
    missing: HashSet<(FileId, String)>,
    /// The findings in open files are up to date, and those in many others wait until nobody types.
    pub(super) has_looked_first: bool,
    /// Files whose findings may differ from what the editor shows.
    pub(super) touched: BTreeSet<FileId>,
    /// The findings of files as they were reported last.
    pub(super) fingerprints: HashMap<FileId, String>,
    /// Plugins check it, which see a file when it is saved.
    pub(super) has_plugins: bool,
    /// Configuration files that were read.
    pub(super) configs: Vec<PathBuf>,
    /// Time at which the files were as they are here.
    pub(super) read_at: SystemTime,
}

/// Result of loading.
pub(super) struct Load {
    pub(super) loaded: Option<Loaded>,
    pub(super) problems: Problems,
}

/// Loads a place with unsaved texts. With a configuration that cannot be used, it is loaded without one if nothing was
/// loaded before.
pub(super) fn load(
    place: &Place,
    texts: Texts,
    settings: &Settings,
    is_first: bool,
    progress: &Arc<Progress>,
) -> Load {
    let request = |is_bare: bool, texts: Texts| Request {
        paths: vec![place.path().to_owned()],
        obeys_exclude: true,
        config: settings.configuration.clone(),
        used: &[Section::Lint],
        // Nobody asks for plugins here, so that those run which the user trusts.
        plugins: Terms { time: PLUGIN_TIME, ..Terms::of_trusted() },
        texts,
        takes_configs: true,
        may_be_empty: true,
        is_bare,
        waits: true,
        progress: progress.clone(),
        ..Request::default()
    };
    match Scope::find(request(false, texts.clone())) {
        Ok(scope) => Load { loaded: Some(Loaded::new(scope, place)), problems: Vec::new() },
        Err(problems) => {
            let bare = is_first.then(|| Scope::find(request(true, texts)).ok()).flatten();
            Load { loaded: bare.map(|scope| Loaded::new(scope, place)), problems }
        }
    }
}

impl Loaded {
    fn new(mut scope: Scope, place: &Place) -> Loaded {
        let read_at = SystemTime::now();
        let of_modules = scope.projects.iter().flat_map(|it| it.modules.iter().flat_map(|it| &it.roots));
        let roots = of_modules.chain(scope.projects.iter().flat_map(|it| &it.dependencies));
        let roots = roots.cloned().collect();
        let looks_beyond = place.looks_beyond();
        let configs = Configs::find(&scope);
        // They may name services of any module.
        scope.request.is_whole = !configs.is_empty();
        let mut workspace = workspace::load(&scope, Reach::Modules);
        // The command line says what fails.
        plugin::lint(&mut workspace, &scope);
        let deployed = Deployed::of(&configs, &scope);
        let folder = |file: &Path| file.parent().unwrap_or(file).to_owned();
        let styles =
            scope.projects.iter().map(|project| (folder(&project.file), project.style.clone())).collect();
        let configs = scope.projects.iter().flat_map(|it| [it.file.clone(), it.modules_file.clone()]);
        let pages = scope.projects.iter().flat_map(|it| it.house.files.clone());
        let configs = configs.chain(pages).collect();
        let mut loaded = Loaded {
            files: Arc::new(Files::of(&workspace)),
            deployed,
            odd_configs: HashSet::new(),
            catalog: scope.catalog().clone(),
            has_plugins: plugin::are_in(&scope),
            live: Live::open(workspace, scope.settings()),
            styles: Arc::new(styles),
            dirty: BTreeSet::new(),
            schema: None,
            lines: KnownLines::default(),
            roots,
            looks_beyond,
            missing: HashSet::new(),
            has_looked_first: false,
            touched: BTreeSet::new(),
            fingerprints: HashMap::new(),
            configs,
            read_at,
        };
        let files: Vec<FileId> = loaded.live.workspace().schema.files().map(|file| file.id).collect();
        for file in files {
            loaded.note_missing(file);
            loaded.touched.insert(file);
        }
        loaded
    }

    /// The file may have another text than the schema has.
    pub(super) fn touch(&mut self, file: FileId) {
        self.has_looked_first = false;
        self.dirty.insert(file);
    }

    /// Leaves the texts of closed files as they are if more than `most` are others now. Returns whether that is so.
    pub(super) fn leave_many(&mut self, documents: &Documents, most: usize) -> bool {
        let open: BTreeSet<FileId> =
            documents.iter().filter_map(|(key, _)| self.files.find(key.path()?)).collect();
        let are_many = self.dirty.difference(&open).count() > most;
        if are_many {
            self.dirty.retain(|file| open.contains(file));
        }
        are_many
    }

    /// Marks all open files that have another text than the schema.
    pub(super) fn touch_open(&mut self, documents: &Documents) {
        for (key, document) in documents.iter() {
            let file = key.path().and_then(|path| self.files.find(path));
            if let Some(file) = file
                && self.live.workspace().schema.file(file).text() != document.text
            {
                self.touch(file);
            }
        }
    }

    /// Brings the texts of open files, or of the disk, into the schema. Returns whether a file is gone, or imports
    /// something that loading again may find.
    pub(super) fn flush(
        &mut self,
        documents: &Documents,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<bool, Cancelled> {
        let mut is_stale = false;
        while let Some(&file) = self.dirty.first() {
            let Some(path) = self.files.disk(file).map(Path::to_owned) else {
                self.dirty.remove(&file);
                continue;
            };
            let open = documents.get(&Key::File(path.clone())).map(|document| document.text.as_str());
            let read;
            let text = match open {
                Some(text) => text,
                None => match workspace::text(&path) {
                    Ok(text) => {
                        read = text;
                        &read
                    }
                    Err(_) => {
                        self.dirty.remove(&file);
                        is_stale = true;
                        continue;
                    }
                },
            };
            let is_same = self.live.workspace().schema.file(file).text() == text;
            if !is_same && text.len() < protune_compiler::text::MAX_LEN {
                self.live.change(file, text, is_cancelled)?;
                self.schema = None;
                self.lines.forget(file);
                self.files_joined();
                is_stale |= self.note_missing(file);
            }
            self.dirty.remove(&file);
        }
        Ok(is_stale)
    }

    /// Well-known files may have joined the schema.
    fn files_joined(&mut self) {
        let workspace = self.live.workspace();
        if workspace.documents.len() != self.files.len() {
            self.files = Arc::new(Files::of(workspace));
        }
    }

    /// Notes imports that lead nowhere. Returns whether one is new that loading again may find.
    fn note_missing(&mut self, file: FileId) -> bool {
        let view = self.live.workspace().schema.file(file);
        let missing = view.imports().filter(|import| import.target().is_none());
        let names: Vec<String> = missing.map(|import| import.name().to_owned()).collect();
        let mut is_new = false;
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            is_new |= self.missing.insert((file, name.clone())) && self.may_find(file, &name);
        }
        is_new
    }

    /// Whether an import may mean a file: one below a folder around the importing file, or below a root, or one that is
    /// known by another name. While an import is typed, hardly any of its beginnings does.
    fn may_find(&self, importer: FileId, name: &str) -> bool {
        let Some(path) = self.files.disk(importer) else { return false };
        let is_below = |folder: &Path| folder.join(name).is_file();
        self.looks_beyond
            || path.ancestors().skip(1).any(is_below)
            || self.roots.iter().any(|root| is_below(root))
            || self.files.has_end(name)
    }

    /// Brings the findings up to date, after [`Loaded::flush`].
    pub(super) fn catch_up(&mut self, is_cancelled: &dyn Fn() -> bool) -> Result<(), Cancelled> {
        let touched = self.live.catch_up(is_cancelled)?;
        self.has_looked_first = false;
        for file in touched {
            self.touched.insert(file);
            self.fingerprints.remove(&file);
        }
        Ok(())
    }

    /// Brings the findings in open files up to date, after [`Loaded::flush`]. Returns whether those in others follow.
    pub(super) fn look_first(&mut self, documents: &Documents) -> bool {
        if !self.live.is_far_behind() {
            return false;
        }
        let open: Vec<FileId> =
            documents.iter().filter_map(|(key, _)| self.files.find(key.path()?)).collect();
        for file in self.live.look_first(&open) {
            self.touched.insert(file);
            self.fingerprints.remove(&file);
        }
        true
    }

    /// Whether some edits are not in the findings yet.
    pub(super) fn is_behind(&self) -> bool {
        !self.dirty.is_empty() || self.live.is_behind()
    }

    /// The schema with all edits that were flushed.
    pub(super) fn schema(&mut self) -> Arc<Schema> {
        let live = &self.live;
        self.schema.get_or_insert_with(|| Arc::new(live.workspace().schema.clone())).clone()
    }

    /// Layout of a file.
    pub(super) fn style(&self, path: &Path) -> Style {
        let around = path.ancestors().find_map(|folder| self.styles.get(folder));
        around.cloned().unwrap_or_default()
    }
}
