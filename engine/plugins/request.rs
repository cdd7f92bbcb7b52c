//! Requests to check: the descriptors of a module, of its older version and of what both import, for the rules of a plugin.

use super::options::{self, Value};
use super::wire::put_number;
use super::with_imports;
use crate::documents::Workspace;
use crate::parallel;
use protune_compiler::descriptor::{self, Include};
use protune_compiler::encoding::{put_len, put_varint};
use protune_compiler::schema::{FileId, FileView, ImportView};
use protune_compiler::syntax::{ImportKind, NodeKind};
use std::collections::HashSet;

/// Most rules of a request.
pub const MOST_RULES: usize = 250;

/// Schemas that a request is about, encoded once for any number of requests.
#[derive(Clone, Debug)]
pub struct Checked {
    bytes: Vec<u8>,
}

impl Checked {
    /// Encodes the descriptors of these files, and of those that they are compared with, with all that they import. What
    /// is only imported is marked. They have source info, and options that are only for sources.
    pub fn new(workspace: &Workspace, files: &[FileId], before: &[FileId]) -> Checked {
        let mut bytes = Vec::new();
        for (field, files) in [(1, files), (2, before)] {
            let own: HashSet<FileId> = files.iter().copied().collect();
            let all = with_imports(&workspace.schema, files);
            let encode = |view: &FileView<'_>| file(workspace, *view, !own.contains(&view.id));
            for encoded in parallel::map(&all, encode) {
                put_len(&mut bytes, field, &encoded);
            }
        }
        Checked { bytes }
    }
}

fn file(workspace: &Workspace, view: FileView<'_>, is_import: bool) -> Vec<u8> {
    let include = Include { source_info: true, source_options: true };
    let mut out = Vec::new();
    put_len(&mut out, 1, &descriptor::file(&workspace.schema, view.id, include));
    let syntax = |kind| matches!(kind, NodeKind::Syntax | NodeKind::Edition);
    let has_syntax = view.data().tree().root().children().any(|child| syntax(child.kind()));
    for (field, flag) in [(2, is_import), (3, !has_syntax)] {
        if flag {
            put_number(&mut out, field, 1);
        }
    }
    let dependencies = view.imports().filter(|import| import.kind() != ImportKind::Option);
    let is_unused =
        |(_, import): &(usize, ImportView<'_>)| !import.is_used() && import.kind() != ImportKind::Public;
    let unused: Vec<usize> = dependencies.enumerate().filter(is_unused).map(|(at, _)| at).collect();
    if !unused.is_empty() {
        let mut packed = Vec::new();
        unused.iter().for_each(|&at| put_varint(&mut packed, at as u64));
        put_len(&mut out, 4, &packed);
    }
    out
}

/// Returns the request to check schemas with these rules, of which there are [`MOST_RULES`] at most.
pub fn check(checked: &Checked, options: &[(String, Value)], rules: &[&str]) -> Vec<u8> {
    let mut out = checked.bytes.clone();
    options.iter().for_each(|(key, value)| options::put(&mut out, 3, key, value));
    rules.iter().for_each(|rule| put_len(&mut out, 4, rule.as_bytes()));
    out
}
