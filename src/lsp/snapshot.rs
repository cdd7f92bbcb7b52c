//! A schema as it is at one moment, with the paths of its files: all that an answer needs. Never changes.

use super::client::Client;
use super::deployed::Config;
use super::settings::Settings;
use super::text::{Encoding, Lines};
use super::uri;
use gen_lsp_types::{Location, Range, Uri};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{FileId, Schema};
use protune_compiler::text::Span;
use protune_compiler::well_known;
use protune_engine::Workspace;
use protune_engine::fmt::Style;
use protune_rules::Catalog;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Paths of the files of a schema.
#[derive(Default, Debug)]
pub(super) struct Files {
    disks: Vec<Option<PathBuf>>,
    is_own: Vec<bool>,
    by_disk: HashMap<PathBuf, FileId>,
    targets: Vec<FileId>,
}

impl Files {
    pub(super) fn of(workspace: &Workspace) -> Files {
        let mut files = Files { targets: workspace.targets.clone(), ..Files::default() };
        for (at, document) in workspace.documents.iter().enumerate() {
            files.disks.push(document.disk.clone());
            files.is_own.push(document.is_own);
            if document.content.is_none()
                && let Some(disk) = &document.disk
            {
                files.by_disk.entry(disk.clone()).or_insert(FileId::new(at));
            }
        }
        files
    }

    pub(super) fn len(&self) -> usize {
        self.disks.len()
    }

    pub(super) fn find(&self, path: &Path) -> Option<FileId> {
        self.by_disk.get(path).copied()
    }

    /// Whether the path of a file ends with a name.
    pub(super) fn has_end(&self, name: &str) -> bool {
        self.disks.iter().flatten().any(|disk| disk.ends_with(name))
    }

    pub(super) fn disk(&self, file: FileId) -> Option<&Path> {
        self.disks.get(file.index())?.as_deref()
    }

    /// Files below a folder.
    pub(super) fn below<'f>(&'f self, folder: &'f Path) -> impl Iterator<Item = (FileId, &'f Path)> {
        let disks = self.disks.iter().enumerate();
        disks.filter_map(move |(at, disk)| {
            let disk = disk.as_deref().filter(|disk| disk.starts_with(folder))?;
            Some((FileId::new(at), disk))
        })
    }

    /// Files that findings are reported about.
    pub(super) fn targets(&self) -> &[FileId] {
        &self.targets
    }
}

/// Input of an answer.
pub(super) struct Snapshot {
    pub(super) schema: Arc<Schema>,
    pub(super) files: Arc<Files>,
    /// Configuration files that are deployed with the schemas. Their numbers follow those of the schemas.
    pub(super) configs: Arc<Vec<Config>>,
    /// Addresses and versions of open files.
    pub(super) open: Arc<HashMap<FileId, (Uri, i32)>>,
    pub(super) client: Arc<Client>,
    pub(super) settings: Arc<Settings>,
    pub(super) catalog: Arc<Catalog>,
    pub(super) style: Style,
    /// Findings in the file that was asked about, where the answer needs them.
    pub(super) findings: Vec<Diagnostic>,
    pub(super) lines: KnownLines,
}

/// Lines of files, shared by all snapshots that have the same texts.
#[derive(Clone, Default)]
pub(super) struct KnownLines(Arc<Mutex<HashMap<FileId, Arc<Lines>>>>);

impl KnownLines {
    fn of(&self, file: FileId, text: &str) -> Arc<Lines> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(file).or_insert_with(|| Arc::new(Lines::new(text))).clone()
    }

    /// Takes note of a file with another text. Snapshots that have the old one keep its lines.
    pub(super) fn forget(&mut self, file: FileId) {
        match Arc::get_mut(&mut self.0) {
            Some(known) => drop(known.get_mut().unwrap_or_else(PoisonError::into_inner).remove(&file)),
            None => {
                let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
                known.remove(&file);
                self.0 = Arc::new(Mutex::new(known));
            }
        }
    }
}

/// Places in one file. Made once for many of them.
pub(super) struct Ranges<'s> {
    text: &'s str,
    lines: Arc<Lines>,
    encoding: Encoding,
}

impl Ranges<'_> {
    pub(super) fn range(&self, span: Span) -> Range {
        self.lines.range(self.text, span, self.encoding)
    }
}

impl Snapshot {
    pub(super) fn ranges(&self, file: FileId) -> Ranges<'_> {
        Ranges { text: self.text(file), lines: self.lines(file), encoding: self.client.encoding }
    }

    /// The lines of a file.
    pub(super) fn lines(&self, file: FileId) -> Arc<Lines> {
        self.lines.of(file, self.text(file))
    }

    pub(super) fn text(&self, file: FileId) -> &str {
        match self.config(file) {
            Some(config) => config.content.text().text,
            None => self.schema.file(file).text(),
        }
    }

    /// The configuration file with a number.
    pub(super) fn config(&self, file: FileId) -> Option<&Config> {
        self.configs.get(file.index().checked_sub(self.files.len())?)
    }

    /// The number of a configuration file, by its place among them.
    pub(super) fn config_id(&self, at: usize) -> FileId {
        FileId::new(self.files.len() + at)
    }

    /// All configuration files with their numbers.
    pub(super) fn config_files(&self) -> impl Iterator<Item = (FileId, &Config)> {
        self.configs.iter().enumerate().map(|(at, config)| (self.config_id(at), config))
    }

    pub(super) fn range(&self, file: FileId, span: Span) -> Range {
        self.lines(file).range(self.text(file), span, self.client.encoding)
    }

    pub(super) fn offset(&self, file: FileId, position: gen_lsp_types::Position) -> u32 {
        self.lines(file).offset(self.text(file), position, self.client.encoding)
    }

    pub(super) fn span(&self, file: FileId, range: Range) -> Span {
        self.lines(file).offsets(self.text(file), range, self.client.encoding)
    }

    /// Address of a file. A built-in file is written to the cache of the user, so that editors can show it.
    pub(super) fn uri(&self, file: FileId) -> Option<Uri> {
        if let Some((uri, _)) = self.open.get(&file) {
            return Some(uri.clone());
        }
        let config = self.config(file).map(|config| config.disk.as_path());
        match config.or_else(|| self.files.disk(file)) {
            Some(disk) => Some(uri::of(disk)),
            None => built_in(self.schema.file(file).name()),
        }
    }

    /// The locations of places, those of each file one after the other.
    pub(super) fn locations(&self, places: impl Iterator<Item = Place>) -> Vec<Location> {
        let mut last: Option<(FileId, Option<Uri>, Ranges<'_>)> = None;
        let location = |place: Place| {
            let known = last.take().filter(|(file, ..)| *file == place.file);
            let (_, uri, ranges) = last
                .insert(known.unwrap_or_else(|| (place.file, self.uri(place.file), self.ranges(place.file))));
            Some(Location { uri: uri.clone()?, range: ranges.range(place.span.unwrap_or(Span::at(0))) })
        };
        places.filter_map(location).collect()
    }

    pub(super) fn location(&self, place: Place) -> Option<Location> {
        let range = self.range(place.file, place.span.unwrap_or(Span::at(0)));
        Some(Location { uri: self.uri(place.file)?, range })
    }

    /// Whether a file can be changed: it is the user's own.
    pub(super) fn may_edit(&self, file: FileId) -> bool {
        if self.config(file).is_some() {
            return true;
        }
        self.files.is_own.get(file.index()).copied().unwrap_or(false)
            && self.files.disk(file).is_some_and(|disk| !disk.starts_with(cache()))
    }
}

/// Folder of copies of built-in files.
pub(super) fn cache() -> PathBuf {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let home = folder("XDG_CACHE_HOME")
        .or_else(|| folder("LOCALAPPDATA"))
        .or_else(|| folder("HOME").map(|home| home.join(".cache")));
    home.unwrap_or_else(std::env::temp_dir)
        .join("protune")
        .join(concat!("well-known-", env!("CARGO_PKG_VERSION")))
}

fn built_in(name: &str) -> Option<Uri> {
    let text = well_known::text(name)?;
    let path = cache().join(name);
    if std::fs::read_to_string(&path).ok().as_deref() != Some(text) {
        write_copy(&path, text).ok()?;
    }
    Some(uri::of(&path))
}

/// Writes a copy that editors open for reading only.
fn write_copy(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder)?;
    // Another server may write the same file.
    let mut copy = tempfile::NamedTempFile::new_in(folder)?;
    std::io::Write::write_all(&mut copy, text.as_bytes())?;
    let mut permissions = copy.as_file().metadata()?.permissions();
    permissions.set_readonly(true);
    copy.as_file().set_permissions(permissions)?;
    copy.persist(path)?;
    Ok(())
}
