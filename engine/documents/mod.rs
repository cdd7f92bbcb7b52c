//! Documents: the files of a workspace with their paths, texts and modules, and the schema that they make up.
//! Plain data; [`Workspace`] is filled by the caller, or from texts in memory. Reads no file.

mod content;
mod progress;
mod texts;

pub use content::Content;
pub use progress::{Progress, Stage};
pub use protune_data::Language;

use crate::parallel;
use protune_compiler::diagnostic::{Diagnostic, Place, RuleId, Severity};
use protune_compiler::schema::{FileId, FileView, Linked, Member, Schema, link_members};
use protune_compiler::text::Text;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Files that were loaded together, with everything they import.
#[derive(Debug)]
pub struct Workspace {
    /// Schema of the files.
    pub schema: Schema,
    /// Documents by [`FileId`]: the files of the schema in its order, then all others.
    pub documents: Vec<Document>,
    /// Modules that are judged.
    pub modules: Vec<Module>,
    /// Files that are reported, in order of their paths.
    pub targets: Vec<FileId>,
    /// Configuration files that are deployed with the schemas and reported, in order of their paths.
    pub configs: Vec<Config>,
    /// Imports that are not found in projects some of whose dependencies are not available locally.
    pub lacking: HashSet<Place>,
    /// More about imports that are not found, for their findings.
    pub hints: HashMap<Place, Hint>,
    /// Problems found while reading: files that are not UTF-8.
    pub problems: Vec<Diagnostic>,
    /// Paths that could not be read at all.
    pub failures: Vec<Failure>,
    /// Findings of plugins, by the file that they are in. The settings of its module decide which of them count.
    pub of_plugins: HashMap<FileId, Vec<Diagnostic>>,
    /// Rules of plugins that were not checked, so that nothing follows from their silence.
    pub unchecked: HashSet<RuleId>,
    /// Older versions that it is compared with; their files are in `schema` and `documents` as well.
    pub before: Vec<Before>,
    /// Prefix that locates the paths of deleted files, seen from the working directory.
    pub compared_in: String,
    /// Folder that printed paths start from.
    pub working_dir: PathBuf,
    /// Root of the repository around the working directory, or the working directory.
    pub repository: PathBuf,
    /// Counts how far the work on it has come.
    pub progress: Arc<Progress>,
    /// Time that loading took.
    pub took: Took,
}

/// Time that each stage of loading took.
#[derive(Clone, Copy, Default, Debug)]
pub struct Took {
    /// Finding the files.
    pub find: Duration,
    /// Reading and parsing them and all that they import.
    pub read: Duration,
    /// Making one schema of them.
    pub link: Duration,
}

/// Texts that stand in place of files, by the paths of the files on the disk.
pub type Texts = HashMap<PathBuf, String>;

/// The old side of a comparison. Files that are the same on both sides are there once, as those of the
/// new one.
#[derive(Debug)]
pub struct Before {
    /// Numbers of the files that only this side has.
    pub files: Range<FileId>,
    /// Prefix that its paths are shown behind.
    pub prefix: String,
    /// Its modules.
    pub modules: Vec<Module>,
    /// Files that findings are reported about.
    pub targets: Vec<FileId>,
    /// Paths that could not be read at all.
    pub failures: Vec<Failure>,
    /// Its texts were made from descriptors.
    pub is_from_descriptors: bool,
    /// A running server reported it.
    pub server: Option<Server>,
}

/// A server that reported an old side. Its declarations are compared by full name, wherever they stand.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// It lost parts of its schema: JSON names, options, defaults, and the presence of fields.
    pub is_degraded: bool,
}

/// A side of a comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The older version.
    Before,
    /// The version that is judged; also where nothing is compared.
    After,
}

/// A file of a workspace.
#[derive(Clone, Debug)]
pub struct Document {
    /// Side of the comparison that it is on.
    pub side: Side,
    /// Path as it is printed, with `/`: relative to the working directory, on the old side to the named input.
    pub path: String,
    /// Path on the disk; `None` for a well-known file that is built in.
    pub disk: Option<PathBuf>,
    /// Number of its module in the schema. Modules see each other's names only through imports.
    pub module: u32,
    /// It belongs to the user, who may have it fixed; dependencies and old versions do not.
    pub is_own: bool,
    /// Content of a file that is not part of the schema; the schema has the others.
    pub content: Option<Content>,
}

/// A path that could not be read.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The path.
    pub path: String,
    /// Reason in words, without the path.
    pub reason: String,
}

/// Details about an import that is not found, beyond those of the schema.
#[derive(Clone, Default, Debug)]
pub struct Hint {
    /// Message in place of the one that there is.
    pub message: Option<String>,
    /// Help in place of the one that there is.
    pub help: Option<String>,
}

impl Hint {
    /// Returns the finding with the words of the hint.
    pub(crate) fn told(&self, mut finding: Diagnostic) -> Diagnostic {
        if let Some(message) = &self.message {
            finding.message.clone_from(message);
        }
        if let Some(help) = &self.help {
            finding.help = Some(Cow::Owned(help.clone()));
        }
        finding
    }
}

/// A configuration file that is deployed with the schemas.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Its document.
    pub file: FileId,
    /// Place of its settings in [`Settings::modules`](crate::Settings::modules).
    pub settings: usize,
}

/// The judged files of one module.
#[derive(Debug)]
pub struct Module {
    /// In order of their paths; a file that could not be read as text is not among them.
    pub files: Vec<FileId>,
    /// Place of its settings in [`Settings::modules`](crate::Settings::modules). Means nothing on the old side.
    pub settings: usize,
    /// Its folder, seen from the configuration; `None` when it is not configured.
    pub folder: Option<String>,
}

impl Workspace {
    /// Returns the document of a file.
    pub fn document(&self, file: FileId) -> &Document {
        &self.documents[file.index()]
    }

    /// Returns the schema with its documents and nothing else: configuration files are added to it to check them.
    pub fn schema_alone(&self) -> Workspace {
        let of_schema = self.documents.iter().filter(|document| document.content.is_none());
        Workspace {
            schema: self.schema.clone(),
            documents: of_schema.cloned().collect(),
            modules: Vec::new(),
            targets: Vec::new(),
            configs: Vec::new(),
            lacking: HashSet::new(),
            hints: HashMap::new(),
            of_plugins: HashMap::new(),
            unchecked: HashSet::new(),
            problems: Vec::new(),
            failures: Vec::new(),
            before: Vec::new(),
            compared_in: String::new(),
            working_dir: self.working_dir.clone(),
            repository: self.repository.clone(),
            progress: Arc::default(),
            took: Took::default(),
        }
    }

    /// Adds a document that is not part of the schema, such as a configuration file: findings can be about it.
    ///
    /// ```
    /// use protune_engine::Workspace;
    /// use protune_engine::documents::Language;
    ///
    /// let mut workspace = Workspace::of_texts([("a.proto", "")]);
    /// let config = workspace.add("buf.yaml".to_owned(), None, Language::Yaml, "version: v2\n".to_owned());
    /// assert_eq!(workspace.text(config).text, "version: v2\n");
    /// ```
    pub fn add(&mut self, path: String, disk: Option<PathBuf>, language: Language, text: String) -> FileId {
        self.push(path, disk, Content::new(language, text))
    }

    fn push(&mut self, path: String, disk: Option<PathBuf>, content: Content) -> FileId {
        let content = Some(content);
        let document = Document { side: Side::After, path, disk, module: u32::MAX, is_own: true, content };
        self.documents.push(document);
        FileId::new(self.documents.len() - 1)
    }

    /// Adds a configuration file that is deployed with the schemas; rules about such files check it.
    pub fn add_config(&mut self, path: String, disk: Option<PathBuf>, content: Content, settings: usize) {
        let file = self.push(path, disk, content);
        self.configs.push(Config { file, settings });
    }

    /// Returns the text of a document.
    pub fn text(&self, file: FileId) -> Text<'_> {
        match &self.document(file).content {
            Some(content) => content.text(),
            None => self.schema.file(file).lines(),
        }
    }

    /// Returns the files that are reported: schemas and configuration files.
    pub fn reported(&self) -> impl Iterator<Item = FileId> {
        self.targets.iter().copied().chain(self.configs.iter().map(|config| config.file))
    }

    /// Returns the files of the new side; all files where nothing is compared.
    pub fn files_after(&self) -> impl Iterator<Item = FileView<'_>> {
        self.schema.files().filter(|file| self.document(file.id).side == Side::After)
    }

    /// Returns all problems of reading and compiling, warnings left out.
    pub fn problems(&self) -> impl Iterator<Item = &Diagnostic> {
        self.problems.iter().chain(self.schema.problems())
    }

    /// Returns the files that have errors.
    pub fn broken(&self) -> HashSet<FileId> {
        let errors = self.problems().filter(|problem| problem.severity == Severity::Error);
        errors.map(|problem| problem.place.file).collect()
    }

    /// Returns the targets and all that they import.
    pub fn needed(&self) -> HashSet<FileId> {
        self.with_imports(&self.targets)
    }

    /// Files with all that they import, if only through others.
    pub fn with_imports(&self, files: &[FileId]) -> HashSet<FileId> {
        let mut all: HashSet<FileId> = files.iter().copied().collect();
        let mut open = files.to_vec();
        while let Some(file) = open.pop() {
            let imported = self.schema.file(file).imports().filter_map(|import| import.target());
            open.extend(imported.map(|file| file.id).filter(|&file| all.insert(file)));
        }
        all
    }
}

/// Compiles files to a schema and the documents to a table as long as it: linking adds the compiler's own
/// `descriptor.proto` to both.
pub fn compile(members: Vec<Member>, documents: &mut Vec<Document>) -> Schema {
    let linked = linked(members, documents);
    let ids: Vec<FileId> = linked.file_ids().collect();
    let types = parallel::map(&ids, |&id| linked.resolve(id));
    let features = parallel::map(&ids, |&id| linked.features(id));
    let typed = linked.typed(types, features);
    let options = parallel::map(&ids, |&id| typed.interpret(id));
    let interpreted = typed.interpreted(options);
    let problems = parallel::map(&ids, |&id| interpreted.check(id));
    interpreted.finish(problems)
}

/// Does the same, but looks at files when somebody asks about them.
pub fn compile_when_asked(members: Vec<Member>, documents: &mut Vec<Document>) -> Schema {
    linked(members, documents).when_asked()
}

fn linked(members: Vec<Member>, documents: &mut Vec<Document>) -> Linked {
    let path = protune_compiler::well_known::DESCRIPTOR.to_owned();
    documents.push(Document {
        side: Side::After,
        path,
        disk: None,
        module: u32::MAX,
        is_own: false,
        content: None,
    });
    link_members(members)
}
