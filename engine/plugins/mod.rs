//! Plugins of buf: programs that check schemas. The messages that they exchange with a caller, what a caller sends of a
//! workspace, and the findings in an answer. Starts no program: bytes in, bytes out.
//!
//! The protocol has two layers. pluginrpc defines the call of a procedure: a message for the program, and a message back. buf's
//! check service says which procedures there are, and what they exchange.

mod answer;
mod listing;
mod options;
mod request;
mod rpc;
mod wire;

pub use answer::{Answer, Asked, findings};
pub use listing::{Category, Info, Kind, ListedRule, Listing, Page, categories, info, list, rules};
pub use options::Value;
pub use request::{Checked, MOST_RULES, check};
pub use rpc::{CallError, Procedure, respond, spec, wrap};
pub use wire::Malformed;

use crate::documents::Workspace;
use protune_compiler::schema::{FileId, FileView, Schema};
use std::collections::HashSet;

/// Procedure that checks schemas.
pub const CHECK: &str = "/buf.plugin.check.v1.CheckService/Check";
/// Procedure that lists rules.
pub const LIST_RULES: &str = "/buf.plugin.check.v1.CheckService/ListRules";
/// Procedure that lists categories of rules.
pub const LIST_CATEGORIES: &str = "/buf.plugin.check.v1.CheckService/ListCategories";
/// Procedure that describes the plugin. A plugin need not have it.
pub const GET_INFO: &str = "/buf.plugin.info.v1.PluginInfoService/GetPluginInfo";

/// Returns these files and all that they import.
pub fn needed(workspace: &Workspace, files: impl IntoIterator<Item = FileId>) -> HashSet<FileId> {
    let files: Vec<FileId> = files.into_iter().collect();
    with_imports(&workspace.schema, &files).into_iter().map(|file| file.id).collect()
}

/// Returns these files and all that they import, each behind its imports.
fn with_imports<'s>(schema: &'s Schema, files: &[FileId]) -> Vec<FileView<'s>> {
    let targets = |file: FileId| -> Vec<FileId> {
        let imports = schema.file(file).imports();
        let mut targets: Vec<FileId> = imports.filter_map(|import| Some(import.target()?.id)).collect();
        targets.reverse();
        targets
    };
    let mut out = Vec::new();
    let mut seen: HashSet<FileId> = HashSet::new();
    // Files on the way, with those of their imports that are left.
    let mut open: Vec<(FileId, Vec<FileId>)> = Vec::new();
    for &file in files {
        if seen.insert(file) {
            open.push((file, targets(file)));
        }
        while let Some((file, left)) = open.last_mut() {
            match left.pop() {
                Some(import) if seen.insert(import) => open.push((import, targets(import))),
                Some(_) => {}
                None => {
                    out.push(schema.file(*file));
                    open.pop();
                }
            }
        }
    }
    out
}
