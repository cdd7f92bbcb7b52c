//! Declarations of all files by parts of their names.

use super::outline::{ItemKind, kind_of};
use crate::parallel;
use protune_compiler::schema::{DeclarationView, FileId, Global, Letters, Schema, Symbol};

/// A declaration that a search found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Match {
    /// The declaration.
    pub symbol: Global<Symbol>,
    /// Its name.
    pub name: String,
    /// Full name of the scope around it; empty at the top of a file without a package.
    pub scope: String,
    /// Its kind.
    pub kind: ItemKind,
    /// Whether it is marked as deprecated.
    pub is_deprecated: bool,
}

/// Returns declarations in these files whose names contain the letters of a query in order, in any case: equal names
/// first, then those that begin with it, then the shortest. At most `most`.
pub fn search(schema: &Schema, files: &[FileId], query: &str, most: usize) -> Vec<Match> {
    let query = query.trim().trim_start_matches('.').to_lowercase();
    let (scope, last) = query.rsplit_once('.').unwrap_or(("", &query));
    let letters = Letters::of(last);
    let mut found: Vec<(Rank, Global<Symbol>)> = parallel::flat_map(files, |&file| {
        let mut found = Vec::new();
        for id in schema.file(file).declarations_with(letters) {
            let declaration = schema.declaration(Global { file, id });
            let name = declaration.name();
            let Some(score) = score(name, last) else { continue };
            if let DeclarationView::Field(field) = declaration
                && field.group().is_some()
            {
                continue;
            }
            if !scope.is_empty() && !is_in_scope(schema, declaration, scope) {
                continue;
            }
            found.push(((score, depth(declaration), name.len()), declaration.symbol()));
        }
        keep_first(&mut found, most);
        found
    });
    keep_first(&mut found, most);
    found.sort_unstable();
    let shown = |(_, symbol): (Rank, Global<Symbol>)| {
        let declaration = schema.declaration(symbol);
        Match {
            symbol,
            name: declaration.name().to_owned(),
            scope: scope_of(schema, declaration),
            kind: kind_of(declaration),
            is_deprecated: declaration.is_deprecated(),
        }
    };
    found.into_iter().map(shown).collect()
}

/// Keeps the first ones, as no others can be shown.
pub(super) fn keep_first<T: Ord>(found: &mut Vec<T>, most: usize) {
    if found.len() > most {
        found.select_nth_unstable(most);
        found.truncate(most);
    }
}

/// Order of matches: by fit, then by depth, then by length of the name.
type Rank = (u8, u8, usize);

/// 0 for the name itself, then the name but for its case, a beginning, a part, letters in order.
fn score(name: &str, query: &str) -> Option<u8> {
    if query.is_empty() {
        return Some(4);
    }
    if name.len() < query.len() {
        return None;
    }
    let bytes = name.as_bytes();
    let starts = bytes[..query.len()].eq_ignore_ascii_case(query.as_bytes());
    match () {
        () if starts && bytes.len() == query.len() => Some(0),
        () if starts => Some(1),
        () if contains(bytes, query.as_bytes()) => Some(2),
        () if is_subsequence(bytes, query.as_bytes()) => Some(3),
        () => None,
    }
}

fn contains(name: &[u8], query: &[u8]) -> bool {
    let Some(first) = query.first() else { return true };
    name.windows(query.len())
        .any(|part| part[0].eq_ignore_ascii_case(first) && part.eq_ignore_ascii_case(query))
}

/// Whether the letters of a query stand in a name in their order, in any case.
pub(super) fn is_subsequence(name: &[u8], query: &[u8]) -> bool {
    let mut letters = name.iter();
    query.iter().all(|wanted| letters.any(|letter| letter.eq_ignore_ascii_case(wanted)))
}

fn depth(declaration: DeclarationView<'_>) -> u8 {
    match declaration {
        DeclarationView::Message(message) if message.parent().is_none() => 0,
        DeclarationView::Enum(of) if of.parent().is_none() => 0,
        DeclarationView::Service(_) => 0,
        DeclarationView::Message(_) | DeclarationView::Enum(_) | DeclarationView::Method(_) => 1,
        _ => 2,
    }
}

fn is_in_scope(schema: &Schema, declaration: DeclarationView<'_>, query: &str) -> bool {
    let scope = scope_of(schema, declaration);
    let scope = scope.to_lowercase();
    scope == query || scope.ends_with(query) || is_subsequence(scope.as_bytes(), query.as_bytes())
}

/// Full name of what a declaration stands in. The values of an enum stand in it here, although they are its siblings.
pub(super) fn scope_of(schema: &Schema, declaration: DeclarationView<'_>) -> String {
    match declaration {
        DeclarationView::Value(value) => value.parent().full_name().to_owned(),
        DeclarationView::Field(field) if !field.is_extension() => {
            field.message().map_or_else(String::new, |message| message.full_name().to_owned())
        }
        _ => {
            let full = schema.full_name(declaration.symbol());
            full.rsplit_once('.').map_or_else(String::new, |(scope, _)| scope.to_owned())
        }
    }
}
