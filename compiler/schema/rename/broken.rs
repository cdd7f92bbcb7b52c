//! Files that do not compile: what refers to a declaration there is not known, or only in part. Says which of
//! them a rename has to fear.

use super::words::names_in;
use crate::diagnostic::Diagnostic;
use crate::schema::Schema;
use crate::schema::file::FileId;
use crate::schema::link::Linked;
use crate::schema::symbols::hash;
use crate::syntax::TokenKind;
use rustc_hash::FxHashSet;

pub(super) struct Broken {
    /// For each file one that sees it, and in which anything may mean anything.
    opaque: Vec<Option<FileId>>,
    /// For each file those that see it, and lack nothing but imports.
    lacking: Vec<Vec<FileId>>,
    /// The names that stand anywhere in those, in lower case and hashed.
    said: FxHashSet<(FileId, u64)>,
}

impl Broken {
    pub(super) fn of(schema: &Schema) -> Broken {
        let linked = schema.linked();
        let files = linked.file_ids().len();
        let mut broken = Broken {
            opaque: vec![None; files],
            lacking: vec![Vec::new(); files],
            said: FxHashSet::default(),
        };
        for file in schema.files().filter(|file| !file.problems().is_empty()) {
            let (file, problems) = (file.id, file.problems());
            let is_lacking = problems.iter().all(|problem| is_missing_import(linked, problem));
            if is_lacking {
                broken.listen(linked, file);
            }
            for seen in linked.graph.seen_from(file) {
                let at = seen.0 as usize;
                match is_lacking {
                    true => broken.lacking[at].push(file),
                    false => drop(broken.opaque[at].get_or_insert(file)),
                }
            }
        }
        broken
    }

    /// Notes what names a file has in it. Those that were not found mean something in what it lacks; but were what
    /// they say to be renamed, or another to be called so, one of them could mean that.
    fn listen(&mut self, linked: &Linked, file: FileId) {
        let tree = &linked.file(file).tree;
        for (token, at) in tree.tokens().iter().zip(0..) {
            if matches!(token.kind, TokenKind::Ident | TokenKind::String) {
                self.said.extend(names_in(tree.token_text(at)).map(|name| (file, key(name))));
            }
        }
    }

    pub(super) fn around(&self, file: FileId, names: &[&str]) -> Option<FileId> {
        let says = |file: FileId| names.iter().any(|name| self.said.contains(&(file, key(name))));
        let lacking = || self.lacking[file.0 as usize].iter().copied().find(|&file| says(file));
        self.opaque[file.0 as usize].or_else(lacking)
    }
}

/// In whatever case: the field of a group is called like it, in lower case.
fn key(name: &str) -> u64 {
    hash(0, &name.to_ascii_lowercase())
}

fn is_missing_import(linked: &Linked, problem: &Diagnostic) -> bool {
    let file = problem.place.file;
    let imports = linked.file(file).imports.iter().zip(linked.graph.imports(file).iter());
    let mut missing = imports.filter(|(_, target)| target.is_none());
    missing.any(|(import, _)| Some(import.file_span) == problem.place.span)
}
