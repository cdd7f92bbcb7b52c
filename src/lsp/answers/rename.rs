//! Renames of declarations, and imports that follow files.

use super::edits::workspace_edit;
use super::{Answer, Shared, deployed, nothing, place, read, write};
use crate::lsp::snapshot::Snapshot;
use crate::lsp::{Failure, uri};
use gen_lsp_types::{RenameFilesParams, RenameParams};
use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::FileId;
use protune_engine::ide;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub(super) fn prepare(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let offset = place(snapshot, file, params)?;
    let may_edit = |file: FileId| snapshot.may_edit(file);
    let Some(found) = ide::prepare(&snapshot.schema, file, offset, &may_edit) else { return nothing() };
    let placeholder = found.span.of(snapshot.text(file));
    write(json!({ "range": snapshot.range(file, found.span), "placeholder": placeholder }))
}

pub(super) fn rename(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: RenameParams = read(params)?;
    let offset = snapshot.offset(file, params.text_document_position_params.position);
    let may_edit = |file: FileId| snapshot.may_edit(file);
    let Some(found) = ide::prepare(&snapshot.schema, file, offset, &may_edit) else {
        return Err(Failure::refused("nothing here has a name that can be changed"));
    };
    let edits = deployed::all_renamed(snapshot, &found.what, &params.new_name)?;
    write(workspace_edit(&[(snapshot, &edits)]))
}

/// Files are about to get other paths: their imports get other names.
pub(super) fn files(snapshots: &[Snapshot], params: Value, _: &Shared) -> Answer {
    let params: RenameFilesParams = read(params)?;
    let mut all: Vec<(&Snapshot, Vec<Edit>)> = Vec::new();
    for snapshot in snapshots {
        let mut moved: HashMap<FileId, String> = HashMap::new();
        for file in &params.files {
            let (Some(old), Some(new)) = (uri::path(&file.old_uri), uri::path(&file.new_uri)) else {
                continue;
            };
            for (id, disk) in snapshot.files.below(&old) {
                let Ok(rest) = disk.strip_prefix(&old) else { continue };
                let target = if rest.as_os_str().is_empty() { new.clone() } else { new.join(rest) };
                if let Some(name) =
                    snapshot.schema.has(id).then(|| renamed(snapshot, id, disk, &target)).flatten()
                {
                    moved.insert(id, name);
                }
            }
        }
        let edits = ide::moved_imports(&snapshot.schema, &moved);
        all.push((snapshot, edits.into_iter().filter(|edit| snapshot.may_edit(edit.file)).collect()));
    }
    if all.iter().all(|(_, edits)| edits.is_empty()) {
        return nothing();
    }
    let all: Vec<(&Snapshot, &[Edit])> =
        all.iter().map(|(snapshot, edits)| (*snapshot, edits.as_slice())).collect();
    write(workspace_edit(&all))
}

/// Import name of a file at another path: below the root that its current name starts from.
fn renamed(snapshot: &Snapshot, file: FileId, old: &Path, new: &Path) -> Option<String> {
    let name = snapshot.schema.file(file).name();
    let mut root: PathBuf = old.to_owned();
    for part in name.split('/').rev() {
        if root.file_name().and_then(|last| last.to_str()) != Some(part) || !root.pop() {
            return None;
        }
    }
    let below = new.strip_prefix(&root).ok()?;
    let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}
