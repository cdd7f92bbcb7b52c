//! Targets of a word: its declaration, its type, the extensions of a message.

use super::references::files_that_may_name;
use super::under::{Thing, under};
use crate::parallel;
use protune_compiler::diagnostic::Named;
use protune_compiler::schema::{DeclarationView, FileId, Global, Schema, Symbol, Type};
use protune_compiler::text::Span;

/// A place that a word leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// The word in the file that was asked about.
    pub origin: Span,
    /// File that it leads to.
    pub file: FileId,
    /// The whole declaration.
    pub whole: Span,
    /// The name in the declaration.
    pub name: Span,
}

/// Returns the declaration that the word at an offset refers to. An import leads to the start of its file, a
/// declaration to itself, and a type that is not imported to the file that would have to be.
pub fn definition(schema: &Schema, file: FileId, offset: u32) -> Option<Target> {
    let found = under(schema, file, offset)?;
    match found.thing {
        Thing::Import(target) => {
            let start = Span::at(0);
            Some(Target { origin: found.span, file: target?, whole: start, name: start })
        }
        Thing::Reference(Named::Package(name)) => package(schema, &name, found.span),
        Thing::Number(_) | Thing::Scalar(_) | Thing::Keyword => None,
        thing => Some(to(schema, thing.symbol()?, found.span)),
    }
}

/// Returns the declaration of a name, or the first file of a package. `origin` is the word that was asked about.
pub fn target_of(schema: &Schema, named: &Named, origin: Span) -> Option<Target> {
    match named {
        Named::Symbol(symbol) => Some(to(schema, *symbol, origin)),
        Named::Package(name) => package(schema, name, origin),
    }
}

/// Returns the declaration of the type of the field, option or RPC at an offset.
pub fn type_definition(schema: &Schema, file: FileId, offset: u32) -> Option<Target> {
    let found = under(schema, file, offset)?;
    let symbol = match found.thing {
        Thing::Number(symbol) => symbol,
        thing => thing.symbol()?,
    };
    let of = match schema.declaration(symbol) {
        DeclarationView::Field(field) => match field.ty() {
            Type::Message(_) if field.is_map() => {
                let value = field.message_type()?.fields().find(|field| field.name() == "value")?;
                type_of(value.ty())?
            }
            ty => type_of(ty)?,
        },
        DeclarationView::Value(value) => DeclarationView::Enum(value.parent()).symbol(),
        DeclarationView::Method(rpc) => DeclarationView::Message(rpc.output().or(rpc.input())?).symbol(),
        other @ (DeclarationView::Message(_) | DeclarationView::Enum(_)) => other.symbol(),
        _ => return None,
    };
    Some(to(schema, of, found.span))
}

/// Returns the extensions of the message at an offset.
pub fn implementations(schema: &Schema, file: FileId, offset: u32) -> Vec<Target> {
    let Some(found) = under(schema, file, offset) else { return Vec::new() };
    let Some(symbol) = found.thing.symbol() else { return Vec::new() };
    let DeclarationView::Message(message) = schema.declaration(symbol) else { return Vec::new() };
    let files = files_that_may_name(schema, symbol);
    parallel::flat_map(&files, |&file| {
        let extensions = schema.file(file).extensions();
        let of_it = extensions.filter(|it| it.extendee().is_some_and(|of| of.global() == message.global()));
        of_it.map(|it| to(schema, DeclarationView::Field(it).symbol(), found.span)).collect()
    })
}

fn type_of(ty: Type) -> Option<Global<Symbol>> {
    match ty {
        Type::Message(Global { file, id }) => Some(Global { file, id: Symbol::Message(id) }),
        Type::Enum(Global { file, id }) => Some(Global { file, id: Symbol::Enum(id) }),
        Type::Scalar(_) | Type::Unknown => None,
    }
}

fn to(schema: &Schema, symbol: Global<Symbol>, origin: Span) -> Target {
    let declaration = schema.declaration(symbol);
    Target { origin, file: symbol.file, whole: declaration.node().span(), name: declaration.name_span() }
}

/// The first file of a package.
fn package(schema: &Schema, name: &str, origin: Span) -> Option<Target> {
    let is_in = |package: &str| {
        package == name || package.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
    };
    let file = schema.files().find(|file| is_in(file.package()))?;
    let span = file.package_span()?;
    Some(Target { origin, file: file.id, whole: span, name: span })
}
