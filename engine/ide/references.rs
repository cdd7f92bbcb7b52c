//! All places that refer to a declaration, a package or a file.

use super::under::{Thing, under};
use crate::parallel;
use protune_compiler::diagnostic::{Named, Place};
use protune_compiler::schema::rename::{Sought, mentions_of};
use protune_compiler::schema::{DeclarationView, FileId, Global, Schema, Symbol};
use protune_compiler::syntax::ImportKind;
use protune_compiler::text::Span;
use std::collections::HashSet;

/// Places that refer to something.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Uses {
    /// The name in the declaration.
    pub declaration: Option<Place>,
    /// The references, in order of file and place.
    pub references: Vec<Place>,
}

/// Returns all uses of what stands at an offset, in all files of the schema.
pub fn uses(schema: &Schema, file: FileId, offset: u32) -> Option<Uses> {
    let found = under(schema, file, offset)?;
    match found.thing {
        Thing::Import(target) => Some(importers(schema, target?)),
        Thing::Number(symbol) => Some(uses_of(schema, &Named::Symbol(symbol))),
        thing => Some(uses_of(schema, &thing.named()?)),
    }
}

/// Returns the uses in one file of what stands at an offset: the name in its declaration, and all references.
pub fn highlights(schema: &Schema, file: FileId, offset: u32) -> Option<Uses> {
    let found = under(schema, file, offset)?;
    let named = match found.thing {
        Thing::Number(symbol) => Named::Symbol(symbol),
        thing => thing.named()?,
    };
    let declaration = declaration(schema, &named).filter(|place| place.file == file);
    let named = represented(schema, &named);
    let references = in_file(schema, file, &named, &sought(schema, &named));
    Some(Uses { declaration, references })
}

/// Returns the imports of a file.
pub fn importers(schema: &Schema, file: FileId) -> Uses {
    let importers = schema.file(file).importers();
    let imports = importers.flat_map(|importer| {
        let imports = importer.imports();
        imports.filter(|import| import.target().is_some_and(|target| target.id == file))
    });
    let mut references: Vec<Place> = imports.map(|import| import.file.place(import.name_span())).collect();
    references.sort_unstable();
    references.dedup();
    Uses { declaration: None, references }
}

/// Returns all uses of a declaration or a package.
pub fn uses_of(schema: &Schema, named: &Named) -> Uses {
    let named = &represented(schema, named);
    let files = match named {
        Named::Symbol(symbol) => files_that_may_name(schema, *symbol),
        Named::Package(_) => schema.files().map(|file| file.id).collect(),
    };
    let sought = sought(schema, named);
    let mut references = parallel::flat_map(&files, |&file| match sought.is_in(schema.file(file).text()) {
        true => in_file(schema, file, named, &sought),
        false => Vec::new(),
    });
    references.sort_unstable();
    Uses { declaration: declaration(schema, named), references }
}

/// The forms in which a name is written.
fn sought(schema: &Schema, named: &Named) -> Sought {
    match named {
        Named::Symbol(symbol) => {
            let declaration = schema.declaration(*symbol);
            let name = declaration.name();
            // The field of a group has its name in lower case.
            let is_group = matches!(declaration, DeclarationView::Message(message) if is_group(message));
            let lower = is_group.then(|| name.to_ascii_lowercase());
            Sought::new([name].into_iter().chain(lower.as_deref()).chain(name_in_literals(declaration)))
        }
        Named::Package(name) => Sought::new([name.rsplit('.').next().unwrap_or(name)]),
    }
}

/// Name by which literals may set a field that is encoded like a group: that of its message.
pub(super) fn name_in_literals(declaration: DeclarationView<'_>) -> Option<&str> {
    let DeclarationView::Field(field) = declaration else { return None };
    field.message_type().filter(|_| field.is_delimited()).map(|message| message.name())
}

fn is_group(message: protune_compiler::schema::MessageView<'_>) -> bool {
    message.node().kind() == protune_compiler::syntax::NodeKind::Group
}

/// A group is a field and a message with one name; references are to the message.
pub(super) fn represented(schema: &Schema, named: &Named) -> Named {
    if let Named::Symbol(symbol) = named
        && let DeclarationView::Field(field) = schema.declaration(*symbol)
        && let Some(group) = field.group()
    {
        return Named::Symbol(DeclarationView::Message(group).symbol());
    }
    named.clone()
}

fn declaration(schema: &Schema, named: &Named) -> Option<Place> {
    match named {
        Named::Symbol(symbol) => Some(schema.declaration(*symbol).name_place()),
        Named::Package(_) => None,
    }
}

fn in_file(schema: &Schema, file: FileId, named: &Named, sought: &Sought) -> Vec<Place> {
    let found = mentions_of(schema, file, sought).into_iter().filter(|mention| mention.to == *named);
    let mut spans: Vec<Span> = found.map(|mention| mention.span).collect();
    spans.dedup();
    spans.into_iter().map(|span| Place::new(file, span)).collect()
}

/// Files that can refer to a declaration: for a type or an extension those that see it, otherwise all, since fields and
/// values are reached through the types of other files.
pub(super) fn files_that_may_name(schema: &Schema, symbol: Global<Symbol>) -> Vec<FileId> {
    let is_seen_by_import = match schema.declaration(symbol) {
        DeclarationView::Message(message) => !is_group(message),
        DeclarationView::Enum(_) | DeclarationView::Service(_) | DeclarationView::Method(_) => true,
        DeclarationView::Field(field) => field.is_extension() && field.group().is_none(),
        _ => false,
    };
    if !is_seen_by_import {
        return schema.files().map(|file| file.id).collect();
    }
    let mut seen = HashSet::from([symbol.file]);
    let mut files = vec![symbol.file];
    let mut passing = vec![symbol.file];
    while let Some(file) = passing.pop() {
        for importer in schema.file(file).importers() {
            let mut imports = importer.imports();
            let passes_on = imports.any(|import| {
                import.kind() == ImportKind::Public && import.target().is_some_and(|target| target.id == file)
            });
            if seen.insert(importer.id) {
                files.push(importer.id);
                if passes_on {
                    passing.push(importer.id);
                }
            }
        }
    }
    files
}
