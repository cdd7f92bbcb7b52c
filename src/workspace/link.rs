//! From files to one schema: joins what was loaded, one part or several, and runs the phases of the compiler
//! over it, in parallel. Reads no file.

use super::load::{Content, Part};
use super::{Failure, Progress, Side, Stage, Took, Workspace, paths};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{FileId, Member};
use protune_engine::documents::{Before, Document, Hint, Module, compile, compile_when_asked};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Parts on their way to one schema.
#[derive(Default)]
pub(super) struct Linking {
    members: Vec<Member>,
    documents: Vec<Document>,
    modules: u32,
    lacking: HashSet<Place>,
    hints: HashMap<Place, Hint>,
    problems: Vec<Diagnostic>,
    progress: Arc<Progress>,
    took: Took,
    /// Files are looked at when somebody asks about them.
    waits: bool,
}

/// Rest of a part, by the numbers that its files have in the schema.
pub(super) struct Added {
    pub(super) files: Range<FileId>,
    pub(super) modules: Vec<Module>,
    pub(super) reported: Vec<FileId>,
    pub(super) failures: Vec<Failure>,
    pub(super) prefix: String,
}

impl Added {
    fn before(self) -> Before {
        let Added { files, modules, reported: targets, failures, prefix } = self;
        Before { files, prefix, modules, targets, failures, is_from_descriptors: false, server: None }
    }
}

impl Linking {
    /// Adds the files of a part, those left out that are the same as one that is there already.
    pub(super) fn add(&mut self, part: Part<'_>, side: Side, same: &HashMap<FileId, FileId>) -> Added {
        let first = self.members.len();
        let mut next = first;
        let number = |index| {
            same.get(&FileId::new(index)).copied().unwrap_or_else(|| {
                next += 1;
                FileId::new(next - 1)
            })
        };
        let ids: Vec<FileId> = (0..part.entries.len()).map(number).collect();
        let id = |local: FileId| ids[local.index()];
        for (index, entry) in part.entries.into_iter().enumerate() {
            let Content::Own(mut file) = entry.content else {
                debug_assert!(same.contains_key(&FileId::new(index)));
                continue;
            };
            Arc::get_mut(&mut file).expect("nobody else has it yet").set_import_name(entry.name);
            let (path, disk) =
                (entry.origin.printed(part.scope, side), entry.origin.disk().map(Path::to_owned));
            let is_own = entry.is_own && side == Side::After;
            let module = self.modules + entry.module;
            self.documents.push(Document { side, path, disk, module, is_own, content: None });
            let imports = entry.imports.iter().map(|target| target.map(id)).collect();
            self.members.push(Member { file, imports, module });
        }
        self.modules += part.modules.rows.len() as u32;
        self.progress = Arc::clone(&part.scope.request.progress);
        self.waits = part.scope.request.waits;
        self.took.find += part.took.find;
        self.took.read += part.took.read;
        self.lacking.extend(part.lacking.iter().map(|place| Place { file: id(place.file), ..*place }));
        let hints = part.hints.into_iter();
        self.hints.extend(hints.map(|(place, hint)| (Place { file: id(place.file), ..place }, hint)));
        self.problems.extend(part.problems.into_iter().filter(|it| !same.contains_key(&it.place.file)).map(
            |mut problem| {
                problem.place.file = id(problem.place.file);
                problem
            },
        ));
        let mut reported: Vec<FileId> = part.reported.into_iter().map(id).collect();
        reported.par_sort_by(|a, b| self.documents[a.index()].path.cmp(&self.documents[b.index()].path));
        let folder = part.scope.request.compared_from.as_deref().unwrap_or(&part.scope.working_dir);
        let prefix = format!("{}/", paths::printed(folder, &part.scope.working_dir));
        let files = FileId::new(first)..FileId::new(self.members.len());
        Added {
            files,
            modules: part.modules.judged(part.scope, id),
            reported,
            failures: part.failures,
            prefix,
        }
    }

    pub(super) fn finish(mut self, after: Added, before: Vec<Added>) -> Workspace {
        let begin = Instant::now();
        self.progress.begin(Stage::Linking);
        let schema = match self.waits {
            true => compile_when_asked(self.members, &mut self.documents),
            false => compile(self.members, &mut self.documents),
        };
        self.took.link = begin.elapsed();
        let working_dir = paths::working_dir();
        Workspace {
            schema,
            documents: self.documents,
            modules: after.modules,
            targets: after.reported,
            configs: Vec::new(),
            lacking: self.lacking,
            hints: self.hints,
            problems: self.problems,
            failures: after.failures,
            of_plugins: HashMap::new(),
            unchecked: HashSet::new(),
            before: before.into_iter().map(Added::before).collect(),
            compared_in: after.prefix.trim_start_matches("./").to_owned(),
            repository: super::repository_around(&working_dir),
            working_dir,
            progress: self.progress,
            took: self.took,
        }
    }
}
