//! Names that one file refers to, by place: for readers that ask about a place in a text.

use super::sought::Sought;
use super::walk;
use crate::diagnostic::Named;
use crate::schema::Schema;
use crate::schema::file::FileId;
use crate::schema::resolve::Meaning;
use crate::text::Span;

/// A part of a name in a text, and what it refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// Place of the part.
    pub span: Span,
    /// The declaration or package that it refers to. A group stands for its field as well.
    pub to: Named,
}

/// Returns the references of one file in order of place: each part of a dotted name by itself. Names in declarations
/// are not among them, and neither are names that mean nothing.
///
/// ```
/// use protune_compiler::schema::rename::mentions;
///
/// let schema = protune_compiler::compile([("a.proto", "message A { optional A a = 1; }")], |_| None);
/// let file = schema.find("a.proto").expect("it is a source");
/// let found = mentions(&schema, file.id);
/// assert_eq!(found[0].span.of(file.text()), "A");
/// ```
pub fn mentions(schema: &Schema, file: FileId) -> Vec<Mention> {
    mentions_of(schema, file, &Sought::default())
}

/// Returns the references of one file as [`mentions`] does, without those in names and options that have no name in them that
/// is sought.
pub fn mentions_of(schema: &Schema, file: FileId, sought: &Sought) -> Vec<Mention> {
    let linked = schema.linked();
    let mut entries = walk::references(schema, file, sought).entries;
    entries.sort_unstable_by_key(|entry| (entry.span, entry.to));
    entries.dedup_by_key(|entry| (entry.span, entry.to));
    let mention = |entry: super::entries::Entry| Mention {
        span: entry.span,
        to: match entry.to.meaning() {
            Meaning::Symbol(symbol) => Named::Symbol(symbol),
            Meaning::Package(package) => Named::Package(linked.packages.name(package)),
        },
    };
    entries.into_iter().map(mention).collect()
}
