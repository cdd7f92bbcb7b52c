//! From paths to a schema: finds files, import roots and imports, reads and parses them, in parallel.
//! The only place that knows both import names and paths on disk.

mod imports;
mod paths;
mod read;
mod walk;

pub use read::{decoded, text};

use imports::{Importer, Resolver};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::{File, FileId, Linked, Member, Schema, link_members};
use rayon::prelude::*;
use read::Loaded;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Files that were loaded together, with everything they import.
pub struct Workspace {
    pub schema: Schema,
    /// Where each file of the schema comes from, by [`FileId`].
    pub sources: Vec<Source>,
    /// The files that are judged and reported, in order of their paths.
    pub targets: Vec<FileId>,
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
pub struct Failure {
    pub path: String,
    /// Why, in words; without the path.
    pub reason: String,
}

/// Files that were found, not read.
pub struct Files {
    /// In order of their paths.
    pub sources: Vec<Source>,
    pub failures: Vec<Failure>,
}

/// The schemas that are named or lie below named folders; below the working directory when nothing is.
pub fn files(named: &[PathBuf]) -> Files {
    let working_dir = paths::working_dir();
    let found = walk::find(named, &working_dir);
    let source = |path: PathBuf| Source { path: paths::printed(&path, &working_dir), disk: Some(path) };
    let mut sources: Vec<Source> = found.files.into_iter().map(source).collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Files { sources, failures: found.failures }
}

/// What to load.
#[derive(Default)]
pub struct Request {
    /// Files and folders to judge; the working directory when there are none.
    pub paths: Vec<PathBuf>,
    /// Import roots, `-I`; found by themselves when there are none.
    pub roots: Vec<PathBuf>,
}

impl Workspace {
    pub fn source(&self, file: FileId) -> &Source {
        &self.sources[file.0 as usize]
    }

    /// Loads what is asked for. Whatever cannot be read is in `failures`; the rest is complete.
    pub fn load(request: &Request) -> Workspace {
        let working_dir = paths::working_dir();
        let found = walk::find(&request.paths, &working_dir);
        let mut loader = Loader {
            resolver: Resolver::new(&request.roots, &working_dir, &found.files),
            files: Vec::new(),
            by_disk: HashMap::new(),
            working_dir,
            problems: Vec::new(),
            failures: found.failures,
        };
        loader.read(found.files.into_iter().map(Origin::Disk).collect());
        let targets = loader.files.len() as u32;
        loader.load_imports();
        loader.link(targets)
    }
}

/// Where a file is read from.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Origin {
    /// An absolute path.
    Disk(PathBuf),
    /// A well-known file, by its import name.
    BuiltIn(String),
}

struct Loader {
    resolver: Resolver,
    files: Vec<Entry>,
    by_disk: HashMap<Origin, FileId>,
    working_dir: PathBuf,
    problems: Vec<Diagnostic>,
    failures: Vec<Failure>,
}

struct Entry {
    file: File,
    origin: Origin,
    imports: Vec<Option<FileId>>,
    /// Some file imports it by the name that it has.
    is_imported: bool,
}

impl Loader {
    /// Reads and parses files that were not read yet.
    fn read(&mut self, origins: Vec<Origin>) {
        let read: Vec<_> = origins.into_par_iter().map(|origin| (read::read(&origin), origin)).collect();
        for (loaded, origin) in read {
            match loaded {
                Ok(loaded) => self.add(origin, loaded),
                Err(error) => {
                    let path = self.printed(&origin);
                    self.failures.push(Failure { path, reason: read::reason(&error) });
                }
            }
        }
    }

    fn add(&mut self, origin: Origin, loaded: Loaded) {
        let id = FileId(self.files.len() as u32);
        self.problems.extend(loaded.problem.map(|problem| problem.at(id)));
        self.by_disk.insert(origin.clone(), id);
        self.files.push(Entry { file: loaded.file, origin, imports: Vec::new(), is_imported: false });
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
            let mut new: Vec<Origin> = Vec::new();
            let mut seen: std::collections::HashSet<&Origin> = std::collections::HashSet::new();
            for origin in wanted.iter().flatten().flatten() {
                if !self.by_disk.contains_key(origin) && seen.insert(origin) {
                    new.push(origin.clone());
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
        let importer = match &entry.origin {
            Origin::Disk(path) => Importer::Disk(path),
            Origin::BuiltIn(_) => Importer::BuiltIn,
        };
        let names = entry.file.imports.iter().map(|import| entry.file.name(import.file));
        names.map(|name| self.resolver.find(&importer, name)).collect()
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

    fn link(mut self, targets: u32) -> Workspace {
        let mut sources = Vec::with_capacity(self.files.len() + 1);
        let mut modules: HashMap<PathBuf, u32> = HashMap::new();
        let mut members = Vec::with_capacity(self.files.len());
        for mut entry in std::mem::take(&mut self.files) {
            let disk = match &entry.origin {
                Origin::Disk(path) => Some(path.clone()),
                Origin::BuiltIn(_) => None,
            };
            let root = match &disk {
                Some(path) => {
                    let imported_as = entry.is_imported.then_some(&*entry.file.name);
                    let root = self.resolver.root_of(path, imported_as, &entry.file);
                    entry.file.name = paths::printed(path, &root).into();
                    root
                }
                None => PathBuf::new(),
            };
            let next = modules.len() as u32;
            let module = *modules.entry(root).or_insert(next);
            sources.push(Source { path: self.printed(&entry.origin), disk });
            members.push(Member { file: entry.file, imports: entry.imports, module });
        }
        let schema = compile(link_members(members));
        // The `descriptor.proto` that linking adds.
        sources.push(Source { path: protune_compiler::well_known::DESCRIPTOR.to_owned(), disk: None });
        let mut targets: Vec<FileId> = (0..targets).map(FileId).collect();
        targets.sort_by(|a, b| sources[a.0 as usize].path.cmp(&sources[b.0 as usize].path));
        Workspace { schema, sources, targets, problems: self.problems, failures: self.failures }
    }

    fn printed(&self, origin: &Origin) -> String {
        match origin {
            Origin::Disk(path) => paths::printed(path, &self.working_dir),
            Origin::BuiltIn(name) => name.clone(),
        }
    }
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
