//! Whether a string of an option may speak of a declaration. What it is for nobody knows, so that any
//! likely way to say the name counts.

use super::refusal::Refusal;
use super::words::{Spoken, word};
use super::{Renaming, file_of, full_name};
use crate::schema::file::*;
use crate::schema::resolve::Meaning;
use crate::schema::symbols::Symbol;

impl Renaming<'_> {
    /// Checks that no string names it, as far as that is known without the purpose of the string.
    pub(super) fn is_in_no_string(&self) -> Result<(), Refusal> {
        let references = self.workspace.references;
        let full = full_name(self.linked(), self.what);
        if let Some(file) = references.speaking_of(word(Spoken::Dotted, &full)).next() {
            return Err(Refusal::InString { name: full, file: self.file_name(file) });
        }
        // What is not a full name can mean it only where it is known.
        for (spoken, name) in self.short_names() {
            let files: Vec<FileId> = references.speaking_of(word(spoken, &name)).collect();
            if let Some(file) = self.first_importer(&files) {
                return Err(Refusal::InString { name, file: self.file_name(file) });
            }
        }
        Ok(())
    }

    /// One of the files, which are sorted, that has the declaration or imports it, if only through others.
    fn first_importer(&self, files: &[FileId]) -> Option<FileId> {
        if files.is_empty() {
            return None;
        }
        let mut open: Vec<FileId> = file_of(self.what).into_iter().collect();
        let mut is_known = vec![false; self.linked().file_ids().len()];
        while let Some(file) = open.pop() {
            if std::mem::replace(&mut is_known[file.0 as usize], true) {
                continue;
            }
            if files.binary_search(&file).is_ok() {
                return Some(file);
            }
            open.extend(self.linked().graph.importers(file));
        }
        None
    }

    /// Returns the names by which strings may refer to it.
    fn short_names(&self) -> Vec<(Spoken, String)> {
        let Meaning::Symbol(symbol) = self.what else { return Vec::new() };
        let (file, old) = (self.linked().file(symbol.file), self.names.old.clone());
        match symbol.id {
            Symbol::Field(id) if matches!(file[id].parent, FieldParent::Extend(_)) => Vec::new(),
            Symbol::Field(_) | Symbol::Oneof(_) => vec![(Spoken::Word, old)],
            Symbol::Value(id) => {
                let of = file.name(file[file[id].parent].name);
                vec![(Spoken::Dotted, format!("{of}.{old}")), (Spoken::Whole, old)]
            }
            Symbol::Method(id) => {
                let of = file.name(file[file[id].parent].name);
                vec![(Spoken::Dotted, format!("{of}.{old}")), (Spoken::Whole, old)]
            }
            Symbol::Message(_) if self.names.is_group => {
                vec![(Spoken::Word, old.to_ascii_lowercase()), (Spoken::Whole, old)]
            }
            Symbol::Message(_) | Symbol::Enum(_) | Symbol::Service(_) => vec![(Spoken::Whole, old)],
        }
    }
}
