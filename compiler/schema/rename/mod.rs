//! Renames that take every reference along, over all files of a schema. Gives edits or the reason why
//! there are none; makes no edit itself, and knows no rule that asks for one.

mod broken;
mod captures;
mod claims;
mod clashes;
mod entries;
mod mentions;
mod names;
mod place;
mod references;
mod refusal;
mod sought;
mod strings;
mod walk;
mod words;

pub use entries::FileReferences;
pub use mentions::{Mention, mentions, mentions_of};
pub use references::References;
pub use refusal::Refusal;
pub use sought::Sought;

use super::link::Linked;
use super::resolve::Meaning;
use super::symbols::Symbol;
use super::{File, FileId, Global, Schema};
use crate::diagnostic::{Edit, Named, Rename};
use crate::well_known;
use claims::Claims;
use entries::{Entry, Written};
use names::NewNames;
use std::fmt;

/// A schema whose names are to change, and what is known of it.
#[derive(Clone, Copy)]
pub struct Workspace<'s> {
    /// The schema.
    pub schema: &'s Schema,
    /// Every reference of the schema.
    pub references: &'s References,
    /// Returns whether a file may be edited; dependencies may not.
    pub may_edit: &'s dyn Fn(FileId) -> bool,
}

impl fmt::Debug for Workspace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workspace").field("schema", &self.schema).finish_non_exhaustive()
    }
}

/// The edits that give a declaration or a package another name, in order of place; none if that is its name
/// already. With a package go those below it: `shop.v1.beta` is `shop.v2.beta` when `shop.v1` becomes `v2`.
pub fn rename(workspace: Workspace<'_>, rename: &Rename) -> Result<Vec<Edit>, Refusal> {
    let renaming = Renaming::of(workspace, rename)?;
    renaming.judge()?;
    renaming.edits()
}

/// Many renames at once, whose edits do not overlap. Each is judged as if it were alone, and against
/// those before it: what would meet one of them is refused with [`Refusal::MeetsAnother`], and can be
/// asked for again once they are made.
pub fn rename_all(workspace: Workspace<'_>, renames: &[&Rename]) -> Vec<Result<Vec<Edit>, Refusal>> {
    let mut claims = Claims::default();
    let one = |rename: &&Rename| {
        let renaming = Renaming::of(workspace, rename)?;
        renaming.judge()?;
        let edits = renaming.edits()?;
        claims.add(&renaming)?;
        Ok(edits)
    };
    renames.iter().map(one).collect()
}

/// One rename that is being judged.
struct Renaming<'s> {
    workspace: Workspace<'s>,
    what: Meaning,
    to: &'s str,
    /// The names that the declaration gives, before and after: a map field names a message as well.
    names: NewNames,
}

impl<'s> Renaming<'s> {
    fn of(workspace: Workspace<'s>, Rename { what, to }: &'s Rename) -> Result<Renaming<'s>, Refusal> {
        let linked = workspace.schema.linked();
        let what = meaning(linked, what)?;
        let names = NewNames::of(linked, what, to)?;
        Ok(Renaming { workspace, what, to, names })
    }

    /// Returns whether all that is written means the same afterwards.
    fn judge(&self) -> Result<(), Refusal> {
        if self.names.old == self.to {
            return Ok(());
        }
        self.is_whole()?;
        self.has_room()?;
        self.changes_no_meaning()?;
        self.is_in_no_string()
    }

    /// Every file that may refer to it compiles, or has neither the old name nor the new one in it.
    fn is_whole(&self) -> Result<(), Refusal> {
        let new = self.names.declared.iter().map(|(name, _)| name.as_str());
        let names: Vec<&str> = new.chain([self.names.old.as_str()]).collect();
        let broken_around = |file| self.workspace.references.broken_around(file, &names);
        let broken = match self.what {
            Meaning::Symbol(symbol) => broken_around(symbol.file),
            Meaning::Package(_) => self.entries().iter().find_map(|entry| broken_around(entry.file)),
        };
        match broken {
            Some(file) => Err(Refusal::Broken { file: self.file_name(file) }),
            None => Ok(()),
        }
    }

    fn edits(&self) -> Result<Vec<Edit>, Refusal> {
        if self.names.old == self.to {
            return Ok(Vec::new());
        }
        let mut edits: Vec<Edit> = self.entries().iter().map(|entry| self.edit(entry)).collect();
        if let Meaning::Symbol(symbol) = self.what {
            let span = self.linked().file(symbol.file).symbol_span(symbol.id);
            edits.push(Edit { file: symbol.file, span, text: self.to.to_owned() });
        }
        edits.sort_unstable_by_key(|edit| (edit.file, edit.span));
        for of_file in edits.chunk_by(|a, b| a.file == b.file) {
            self.may_change(of_file[0].file)?;
        }
        Ok(edits)
    }

    fn may_change(&self, file: FileId) -> Result<(), Refusal> {
        let name = self.schema().file(file).name();
        if is_well_known(self.linked().file(file)) {
            return Err(Refusal::WellKnown { file: name.to_owned() });
        }
        match (self.workspace.may_edit)(file) {
            true => Ok(()),
            false => Err(Refusal::NotEditable { file: name.to_owned() }),
        }
    }

    fn edit(&self, entry: &Entry) -> Edit {
        let text = self.text_of(entry);
        Edit { file: entry.file, span: entry.span, text }
    }

    /// Returns the text of a reference after the rename.
    fn text_of(&self, entry: &Entry) -> String {
        let lower = || self.to.to_ascii_lowercase();
        if entry.written == Written::AsGroup
            && matches!(self.what, Meaning::Symbol(Global { id: Symbol::Message(_), .. }))
        {
            // Once they differ in more than case, only the field's own name means the field.
            let field = self.names.old.to_ascii_lowercase();
            return if lower() == field { self.to.to_owned() } else { field };
        }
        let written = entry.span.of(self.linked().file(entry.file).text());
        let is_field_of_group = self.names.is_group && written != self.names.old;
        if is_field_of_group { lower() } else { self.to.to_owned() }
    }

    fn entries(&self) -> &'s [Entry] {
        self.workspace.references.to(self.what)
    }

    fn schema(&self) -> &'s Schema {
        self.workspace.schema
    }

    fn linked(&self) -> &'s Linked {
        self.workspace.schema.linked()
    }

    fn file_name(&self, file: FileId) -> String {
        self.schema().file(file).name().to_owned()
    }
}

/// It is one of the well-known files, or a copy of one in a folder of somebody: compilers go by the names in it
/// wherever it lies.
fn is_well_known(file: &File) -> bool {
    let is_copy = |known: &str| file.name.strip_suffix(known).is_some_and(|folder| folder.ends_with('/'));
    well_known::text(&file.name).is_some() || well_known::names().any(is_copy)
}

fn meaning(linked: &Linked, what: &Named) -> Result<Meaning, Refusal> {
    match what {
        Named::Symbol(symbol) => Ok(Meaning::Symbol(*symbol)),
        Named::Package(name) => linked
            .packages
            .find(name)
            .map(Meaning::Package)
            .ok_or_else(|| Refusal::NoPackage { name: name.clone() }),
    }
}

/// The file that a declaration stands in.
fn file_of(meaning: Meaning) -> Option<FileId> {
    match meaning {
        Meaning::Symbol(symbol) => Some(symbol.file),
        Meaning::Package(_) => None,
    }
}

fn full_name(linked: &Linked, meaning: Meaning) -> String {
    match meaning {
        Meaning::Symbol(symbol) => linked.full_name(symbol),
        Meaning::Package(package) => linked.packages.name(package),
    }
}
