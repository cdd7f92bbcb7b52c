//! Files that a new text of a file adds to the schema or removes from it: the file itself, well-known files
//! that it imports, and those that nobody imports any more.

use super::Live;
use protune_compiler::schema::{File, FileId, Member, Replacement, Schema, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use std::collections::{HashMap, HashSet};

/// A change of the schema.
pub(super) struct Exchange {
    pub(super) changes: Vec<Replacement>,
    /// Well-known files that the workspace never had, with their names.
    pub(super) added: Vec<(FileId, String)>,
}

impl Live {
    pub(super) fn exchange(&self, file: FileId, text: &str) -> Exchange {
        let schema = &self.workspace.schema;
        let mut joining = Joining {
            live: self,
            module: self.workspace.document(file).module,
            known: schema
                .file(file)
                .imports()
                .filter_map(|import| Some((import.name(), import.target()?.id)))
                .collect(),
            open: vec![(file, lower(schema.file(file).name(), parse(text)))],
            joined: HashSet::new(),
            added: Vec::new(),
        };
        let mut changes = Vec::new();
        while let Some((id, file)) = joining.open.pop() {
            let imports = file.imported_names().map(|(name, _)| joining.find(name)).collect();
            let member = Member { file: file.into(), imports, module: joining.module };
            changes.push(Replacement { file: id, member: Some(member) });
        }
        let added = joining.added;
        changes.extend(self.leaving(file, &changes));
        Exchange { changes, added }
    }

    /// Removes the well-known files that only this one imported.
    fn leaving(&self, file: FileId, changes: &[Replacement]) -> Vec<Replacement> {
        let schema = &self.workspace.schema;
        let members = changes.iter().filter_map(|change| change.member.as_ref());
        let wanted: HashSet<FileId> =
            members.flat_map(|member| member.imports.iter().flatten()).copied().collect();
        let is_built_in =
            |id: FileId| self.workspace.document(id).disk.is_none() && id != self.own_descriptor;
        let mut gone = HashSet::from([file]);
        let mut open = targets(schema, file);
        let mut leaving = Vec::new();
        while let Some(id) = open.pop() {
            let is_free = is_built_in(id)
                && !wanted.contains(&id)
                && schema.file(id).importers().all(|importer| gone.contains(&importer.id));
            if is_free && gone.insert(id) {
                open.extend(targets(schema, id));
                leaving.push(Replacement { file: id, member: None });
            }
        }
        leaving
    }
}

fn targets(schema: &Schema, file: FileId) -> Vec<FileId> {
    schema.file(file).imports().filter_map(|import| import.target()).map(|target| target.id).collect()
}

/// Files on their way into the schema.
struct Joining<'l> {
    live: &'l Live,
    module: u32,
    /// Imports of the old text.
    known: HashMap<&'l str, FileId>,
    /// Files whose imports are not found yet.
    open: Vec<(FileId, File)>,
    joined: HashSet<FileId>,
    added: Vec<(FileId, String)>,
}

impl Joining<'_> {
    /// Finds the file behind an import, and lets it join where that is a well-known one.
    fn find(&mut self, name: &str) -> Option<FileId> {
        let schema = &self.live.workspace.schema;
        let by_name = || self.live.names.get(&(self.module, name.into())).copied();
        let known = self.known.get(name).copied().or_else(by_name);
        if known.is_some_and(|id| schema.has(id) || self.joined.contains(&id)) {
            return known;
        }
        if let Some(&(id, _)) = self.added.iter().find(|(_, added)| added == name) {
            return Some(id);
        }
        let text = well_known::text(name).filter(|_| name != well_known::DESCRIPTOR)?;
        let id = known.unwrap_or_else(|| {
            let id = FileId::new(schema.next_file().index() + self.added.len());
            self.added.push((id, name.to_owned()));
            id
        });
        self.joined.insert(id);
        self.open.push((id, lower(name, parse(text))));
        Some(id)
    }
}
