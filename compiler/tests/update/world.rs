//! Files that change, compiled twice: step by step, and anew after each step. What holds is that the two schemas say
//! the same. Shared with the fuzz target.

use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{File, FileId, FileView, Member, Replacement, Schema, link_members, lower};
use protune_compiler::syntax::parse;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

/// A file with a name, a text and a module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) module: u32,
}

/// Documents, and the schema that changes along with them.
pub(crate) struct World {
    /// By their numbers in the schema; `None` where none is.
    documents: Vec<Option<Document>>,
    files: Vec<Option<Arc<File>>>,
    imports: Vec<Vec<Option<FileId>>>,
    pub(crate) schema: Schema,
}

impl World {
    pub(crate) fn new(documents: Vec<Document>) -> World {
        let files: Vec<Option<Arc<File>>> = documents.iter().map(|it| Some(lowered(it))).collect();
        let documents: Vec<Option<Document>> = documents.into_iter().map(Some).collect();
        let imports = imports(&documents, &files);
        let schema = link_members(members(&documents, &files)).compile();
        let mut world = World { documents, files, imports, schema };
        // The `descriptor.proto` that linking adds has a number as well.
        world.documents.push(None);
        world.files.push(None);
        world.imports.push(Vec::new());
        world
    }

    pub(crate) fn documents(&self) -> &[Option<Document>] {
        &self.documents
    }

    /// A number that a new document can have.
    pub(crate) fn free(&self, own_descriptor: usize) -> usize {
        let is_free = |&at: &usize| at != own_descriptor && self.documents[at].is_none();
        (0..self.documents.len()).rev().find(is_free).unwrap_or(self.documents.len())
    }

    /// Changes documents, and the schema with them.
    pub(crate) fn change(&mut self, changes: Vec<(usize, Option<Document>)>) {
        let mut changed = Vec::new();
        for (at, document) in changes {
            if at == self.documents.len() {
                self.documents.push(None);
                self.files.push(None);
                self.imports.push(Vec::new());
            }
            self.files[at] = document.as_ref().map(lowered);
            self.documents[at] = document;
            changed.push(at);
        }
        let imports = imports(&self.documents, &self.files);
        changed.extend((0..imports.len()).filter(|&at| imports[at] != self.imports[at]));
        self.imports = imports;
        let replacement = |&at: &usize| {
            let file = self.files[at].clone();
            let member = file.zip(self.documents[at].as_ref()).map(|(file, document)| Member {
                file,
                imports: self.imports[at].clone(),
                module: document.module,
            });
            Replacement { file: FileId::new(at), member }
        };
        let changes = changed.iter().map(replacement).collect();
        self.schema = self.schema.replace(changes, &|| false).expect("nobody cancels");
    }

    /// Panics where the schema is not the one that linking anew gives.
    pub(crate) fn holds(&self) {
        let fresh = link_members(members(&self.documents, &self.files)).compile();
        let there = (0..self.documents.len()).filter(|&at| self.documents[at].is_some());
        for (new, old) in there.enumerate() {
            let (old, new) = (self.schema.file(FileId::new(old)), fresh.file(FileId::new(new)));
            let (old_says, new_says) = (says(old), says(new));
            assert!(
                old_says == new_says,
                "{} differs\n--- updated\n{old_says}\n--- linked anew\n{new_says}",
                old.name()
            );
            let include = Include { source_info: false, source_options: true };
            assert!(
                descriptor::file(&self.schema, old.id, include) == descriptor::file(&fresh, new.id, include),
                "the descriptors of {} differ",
                old.name()
            );
        }
        assert_eq!(self.schema.problems().len(), fresh.problems().len());
        assert_eq!(self.schema.files().count(), fresh.files().count());
    }
}

fn lowered(document: &Document) -> Arc<File> {
    Arc::new(lower(document.name.as_str(), parse(document.text.as_str())))
}

/// The files behind the imports of all documents: of several with one name, the first.
fn imports(documents: &[Option<Document>], files: &[Option<Arc<File>>]) -> Vec<Vec<Option<FileId>>> {
    let mut by_name: HashMap<&str, FileId> = HashMap::new();
    for (at, document) in documents.iter().enumerate() {
        if let Some(document) = document {
            by_name.entry(&document.name).or_insert(FileId::new(at));
        }
    }
    let found =
        |file: &Arc<File>| file.imported_names().map(|(name, _)| by_name.get(name).copied()).collect();
    files.iter().map(|file| file.as_ref().map(found).unwrap_or_default()).collect()
}

/// The documents that are there, with numbers that leave no gaps.
fn members(documents: &[Option<Document>], files: &[Option<Arc<File>>]) -> Vec<Member> {
    let there = || documents.iter().zip(files).filter_map(|(it, file)| it.clone().zip(file.clone()));
    let (documents, files): (Vec<_>, Vec<_>) = there().map(|(it, file)| (Some(it), Some(file))).unzip();
    let imports = imports(&documents, &files);
    let members = documents.into_iter().zip(files).zip(imports);
    members
        .filter_map(|((document, file), imports)| {
            Some(Member { file: file?, imports, module: document?.module })
        })
        .collect()
}

/// All that a schema says of a file beside its descriptor, by the names of files.
fn says(file: FileView<'_>) -> String {
    let mut out = format!("{} in {}\n", file.name(), file.package());
    for problem in file.problems() {
        write_problem(&mut out, file.schema(), problem);
    }
    for warning in file.warnings() {
        write_problem(&mut out, file.schema(), &warning);
    }
    for import in file.imports() {
        let target = import.target().map(FileView::name);
        writeln!(out, "{}: {target:?}, used: {}", import.name(), import.is_used()).expect("a string");
    }
    for field in file.fields() {
        let features = field.features();
        writeln!(out, "{}: {:?} {features:?}", field.name(), field.cardinality()).expect("a string");
    }
    out
}

fn write_problem(out: &mut String, schema: &Schema, problem: &Diagnostic) {
    let at = |place: Place| format!("{} {:?}", schema.file(place.file).name(), place.span);
    writeln!(out, "{}: {}; {:?}", at(problem.place), problem.message, problem.help).expect("a string");
    for label in &problem.labels {
        writeln!(out, "    {}: {}", at(schema.place_of(label.spot)), label.message).expect("a string");
    }
}
