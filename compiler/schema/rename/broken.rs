//! Files that do not compile: what refers to a declaration there is not known, or only in part. Says which of
//! them a rename has to fear.

use super::words::names_in;
use crate::diagnostic::Diagnostic;
use crate::schema::Schema;
use crate::schema::file::FileId;
use crate::schema::link::Linked;
use crate::schema::symbols::hash;
use crate::syntax::{ImportKind, TokenKind};
use rustc_hash::FxHashMap;

#[derive(Default)]
pub(super) struct Broken {
    /// For each file one that sees it, and in which anything may mean anything.
    opaque: Vec<Option<FileId>>,
    /// The names, in lower case and hashed, that stand anywhere in files that may see more than is known of them, each
    /// with the first of these files: an import is not found, or it may have been lost among syntax errors.
    said: FxHashMap<u64, FileId>,
}

impl Broken {
    /// `is_left_out` names files that are as if they were not there.
    pub(super) fn of(schema: &Schema, is_left_out: impl Fn(FileId) -> bool) -> Broken {
        let linked = schema.linked();
        let files = linked.file_ids().len();
        let mut broken = Broken { opaque: vec![None; files], said: FxHashMap::default() };
        for view in schema.files().filter(|file| !is_left_out(file.id)) {
            let (file, problems) = (view.id, view.problems());
            if lacks_import(linked, file) || !linked.file(file).tree.errors().is_empty() {
                broken.listen(linked, file);
            }
            if problems.iter().all(|problem| is_missing_import(linked, problem)) {
                continue;
            }
            for seen in linked.graph.seen_from(file) {
                broken.opaque[seen.0 as usize].get_or_insert(file);
            }
        }
        broken
    }

    /// Notes the names in a file. Those that were not found may mean something in the missing files; a
    /// declaration renamed to one of them could become their meaning.
    fn listen(&mut self, linked: &Linked, file: FileId) {
        let tree = &linked.file(file).tree;
        for (token, at) in tree.tokens().iter().zip(0..) {
            if matches!(token.kind(), TokenKind::Ident | TokenKind::String) {
                for name in names_in(tree.token_text(at)) {
                    self.said.entry(key(name)).or_insert(file);
                }
            }
        }
    }

    /// A file that may refer to a declaration of `file` by one of these names.
    pub(super) fn around(&self, file: FileId, names: &[&str]) -> Option<FileId> {
        let says = || names.iter().find_map(|name| self.said.get(&key(name)).copied());
        self.opaque[file.0 as usize].or_else(says)
    }
}

/// Returns whether an import is not found, of the file itself or of one that passes it on.
fn lacks_import(linked: &Linked, file: FileId) -> bool {
    let is_missing = |of: FileId, counts: fn(ImportKind) -> bool| {
        let imports = linked.file(of).imports.iter().zip(linked.graph.imports(of).iter());
        imports.into_iter().any(|(import, target)| target.is_none() && counts(import.kind))
    };
    let passes_on = |seen: FileId| seen != file && is_missing(seen, |kind| kind == ImportKind::Public);
    is_missing(file, |_| true)
        || linked.graph.lacks_import(file) && linked.graph.seen_from(file).any(passes_on)
}

/// Key of a name in any case: the field of a group has the name of the group in lower case.
fn key(name: &str) -> u64 {
    hash(0, &name.to_ascii_lowercase())
}

fn is_missing_import(linked: &Linked, problem: &Diagnostic) -> bool {
    let file = problem.place.file;
    let imports = linked.file(file).imports.iter().zip(linked.graph.imports(file).iter());
    let mut missing = imports.filter(|(_, target)| target.is_none());
    missing.any(|(import, _)| Some(import.file_span) == problem.place.span)
}
