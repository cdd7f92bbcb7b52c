//! Workspaces of texts in memory: imports are found among the names of the texts, then among the well-known files.

use super::{Before, Content, Document, Module, Side, Texts, Took, Workspace, compile};
use crate::parallel;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{File, FileId, Member, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

impl Workspace {
    /// Makes a workspace of texts by the names that they are imported by. All of them are reported, in one module,
    /// and their names are their paths.
    ///
    /// ```
    /// use protune_engine::documents::Workspace;
    ///
    /// let pets = "syntax = \"proto3\"; import \"google/protobuf/any.proto\"; message Pet { google.protobuf.Any a = 1; }";
    /// let workspace = Workspace::of_texts([("pets.proto", pets)]);
    /// assert!(workspace.schema.problems().is_empty());
    /// assert_eq!(workspace.targets.len(), 1);
    /// ```
    pub fn of_texts<N: Into<String>, T: Into<String>>(texts: impl IntoIterator<Item = (N, T)>) -> Workspace {
        let mut assembly = Assembly::default();
        let module = assembly.add(texts, Side::After);
        assembly.find_imports();
        assembly.finish(module, Vec::new())
    }

    /// Makes a workspace of texts as they were and as they are, for [`breaking`](crate::breaking). The new files come
    /// first.
    pub fn of_sides<N: Into<String>, T: Into<String>>(
        before: impl IntoIterator<Item = (N, T)>,
        after: impl IntoIterator<Item = (N, T)>,
    ) -> Workspace {
        let mut assembly = Assembly::default();
        let module = assembly.add(after, Side::After);
        let first = FileId::new(assembly.members.len());
        let old = assembly.add(before, Side::Before);
        let files = first..FileId::new(assembly.members.len());
        assembly.find_imports();
        let before = Before {
            files,
            prefix: "before/".to_owned(),
            targets: old.files.clone(),
            modules: vec![old],
            failures: Vec::new(),
            is_from_descriptors: false,
            server: None,
        };
        assembly.finish(module, vec![before])
    }

    /// Returns the workspace with other texts in place of some files. A new import is found where the file
    /// imported it before, among the files of its module, or among the well-known files; not on the disk.
    pub fn replaced(&self, texts: &Texts) -> Workspace {
        // Linking adds the last file of the schema again.
        let linked = self.documents.iter().filter(|document| document.content.is_none()).count() - 1;
        let old: Vec<FileId> = (0..linked).map(FileId::new).collect();
        let own = |id: FileId| Some(self.document(id)).filter(|document| document.side == Side::After);
        let is_new = |id: FileId| texts.get(own(id)?.disk.as_ref()?);
        let files = parallel::map(&old, |&id| {
            let file = self.schema.file(id);
            lower(file.name(), parse(is_new(id).map_or(file.text(), String::as_str)))
        });
        let mut assembly = Assembly::default();
        for (file, &id) in files.into_iter().zip(&old) {
            let before = self.schema.file(id).imports();
            let known = before.filter_map(|import| Some((import.name(), import.target()?.id)));
            let known: HashMap<&str, FileId> = known.collect();
            let imports = file.imported_names().map(|(name, _)| known.get(name).copied()).collect();
            assembly.push(file, imports, self.document(id).clone());
        }
        assembly.find_imports();
        let lacks = |place: &&Place| is_new(place.file).is_none();
        let mut lacking: HashSet<Place> = self.lacking.iter().filter(lacks).copied().collect();
        for place in self.lacking.iter().filter(|place| is_new(place.file).is_some()) {
            let Member { file, imports, .. } = &assembly.members[place.file.index()];
            let missing = file.imported_names().zip(imports).filter(|(_, found)| found.is_none());
            lacking.extend(missing.map(|((_, span), _)| Place::new(place.file, span)));
        }
        let copy = |modules: &[Module]| -> Vec<Module> {
            let copy = |it: &Module| Module { files: it.files.clone(), folder: it.folder.clone(), ..*it };
            modules.iter().map(copy).collect()
        };
        let before = self.before.iter().map(|side| Before {
            files: side.files.clone(),
            prefix: side.prefix.clone(),
            modules: copy(&side.modules),
            targets: side.targets.clone(),
            failures: side.failures.clone(),
            is_from_descriptors: side.is_from_descriptors,
            server: side.server,
        });
        let Assembly { members, mut documents } = assembly;
        let schema = compile(members, &mut documents);
        let others = (documents.len()..self.documents.len()).map(FileId::new);
        documents.extend(others.map(|id| {
            let document = self.document(id).clone();
            let new = |text: &String| {
                document.content.as_ref().map(|old| Content::new(old.language(), text.clone()))
            };
            let content = is_new(id).and_then(new).or_else(|| document.content.clone());
            Document { content, ..document }
        }));
        Workspace {
            schema,
            documents,
            modules: copy(&self.modules),
            targets: self.targets.clone(),
            configs: self.configs.clone(),
            lacking,
            hints: self
                .hints
                .iter()
                .filter(|(place, _)| lacks(place))
                .map(|(place, hint)| (*place, hint.clone()))
                .collect(),
            problems: self.problems.iter().filter(|it| is_new(it.place.file).is_none()).cloned().collect(),
            failures: self.failures.clone(),
            // They are about the old texts.
            of_plugins: HashMap::new(),
            unchecked: HashSet::new(),
            before: before.collect(),
            compared_in: self.compared_in.clone(),
            working_dir: self.working_dir.clone(),
            repository: self.repository.clone(),
            progress: self.progress.clone(),
            took: self.took,
        }
    }
}

/// Files on their way to a schema.
#[derive(Default)]
struct Assembly {
    members: Vec<Member>,
    documents: Vec<Document>,
}

impl Assembly {
    /// Adds the texts of one side as a module.
    fn add<N: Into<String>, T: Into<String>>(
        &mut self,
        texts: impl IntoIterator<Item = (N, T)>,
        side: Side,
    ) -> Module {
        let texts: Vec<(String, String)> =
            texts.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        let first = self.members.len();
        let module = u32::from(side == Side::Before);
        let files = parallel::map_owned(texts, |(name, text)| lower(name, parse(text)));
        for file in files {
            let (path, disk) = (file.import_name().to_owned(), Some(PathBuf::from(file.import_name())));
            let imports = vec![None; file.imported_names().len()];
            self.push(
                file,
                imports,
                Document { side, path, disk, module, is_own: side == Side::After, content: None },
            );
        }
        let mut files: Vec<FileId> = (first..self.members.len()).map(FileId::new).collect();
        files.sort_by(|a, b| self.documents[a.index()].path.cmp(&self.documents[b.index()].path));
        Module { files, settings: 0, folder: None }
    }

    fn push(&mut self, file: File, imports: Vec<Option<FileId>>, document: Document) {
        self.members.push(Member { file: file.into(), imports, module: document.module });
        self.documents.push(document);
    }

    /// Finds the imports that are not found yet: in the module of the file, which well-known files join.
    fn find_imports(&mut self) {
        let mut by_name: HashMap<(u32, String), FileId> = HashMap::new();
        for (index, member) in self.members.iter().enumerate() {
            let key = (member.module, member.file.import_name().to_owned());
            by_name.entry(key).or_insert(FileId::new(index));
        }
        let mut next = 0;
        while next < self.members.len() {
            let Member { file, imports, module } = &self.members[next];
            let module = *module;
            let open =
                file.imported_names().zip(imports).enumerate().filter(|(_, (_, found))| found.is_none());
            let open: Vec<(usize, String)> = open.map(|(at, ((name, _), _))| (at, name.to_owned())).collect();
            let side = self.documents[next].side;
            for (at, name) in open {
                let key = (module, name);
                let found = by_name.get(&key).copied().or_else(|| self.add_well_known(&key.1, module, side));
                if let Some(found) = found {
                    by_name.entry(key).or_insert(found);
                }
                self.members[next].imports[at] = found;
            }
            next += 1;
        }
    }

    fn add_well_known(&mut self, name: &str, module: u32, side: Side) -> Option<FileId> {
        let text = well_known::text(name)?;
        let file = lower(name, parse(text));
        let imports = vec![None; file.imported_names().len()];
        let document =
            Document { side, path: name.to_owned(), disk: None, module, is_own: false, content: None };
        self.push(file, imports, document);
        Some(FileId::new(self.members.len() - 1))
    }

    fn finish(mut self, module: Module, before: Vec<Before>) -> Workspace {
        let schema = compile(self.members, &mut self.documents);
        Workspace {
            schema,
            documents: self.documents,
            targets: module.files.clone(),
            configs: Vec::new(),
            modules: vec![module],
            lacking: HashSet::new(),
            hints: HashMap::new(),
            problems: Vec::new(),
            failures: Vec::new(),
            of_plugins: HashMap::new(),
            unchecked: HashSet::new(),
            before,
            compared_in: String::new(),
            working_dir: PathBuf::new(),
            repository: PathBuf::new(),
            progress: Arc::default(),
            took: Took::default(),
        }
    }
}
