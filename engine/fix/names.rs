//! Renames as edits: the references of a workspace, and which of its files may be edited.

use crate::documents::{Side, Workspace};
use crate::parallel;
use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Rename};
use protune_compiler::schema::FileId;
use protune_compiler::schema::rename::{self, FileReferences, References, Refusal};
use std::collections::HashSet;

/// The files that fixes may change: the user's own that have no errors. Several files are written together, which
/// takes paths that can be written down.
pub(super) struct Editable(HashSet<FileId>);

impl Editable {
    pub(super) fn of(workspace: &Workspace) -> Editable {
        let (all, broken) = ((0..workspace.documents.len()).map(FileId::new), workspace.broken());
        let is_editable = |file: &FileId| {
            let document = workspace.document(*file);
            let is_writable = document.disk.as_ref().is_none_or(|disk| disk.to_str().is_some());
            let is_utf8 =
                || document.content.is_some() || workspace.schema.file(*file).data().tree().is_utf8();
            document.is_own && is_writable && !broken.contains(file) && is_utf8()
        };
        Editable(all.filter(is_editable).collect())
    }

    pub(super) fn has(&self, file: FileId) -> bool {
        self.0.contains(&file)
    }
}

/// Returns the edits of each rename, or the reason why it is not made. A rename that meets an earlier one is
/// refused.
pub(super) fn expand(
    workspace: &Workspace,
    editable: &Editable,
    renames: &[&Rename],
) -> Vec<Result<Vec<Edit>, Refusal>> {
    if renames.is_empty() {
        return Vec::new();
    }
    let references = references(workspace);
    rename::rename_all(asked(workspace, &references, &|file| editable.has(file)), renames)
}

/// Puts edits in place of all renames, so that they are shown. A rename that is refused is no fix.
pub fn show_edits(workspace: &Workspace, findings: &mut [Diagnostic]) {
    let is_rename =
        |finding: &Diagnostic| finding.fixes.iter().any(|fix| matches!(fix.change, Change::Rename(_)));
    if !findings.iter().any(is_rename) {
        return;
    }
    let (references, editable) = (references(workspace), Editable::of(workspace));
    let may_edit = |file| editable.has(file);
    parallel::for_each_mut(findings, |finding| {
        finding.fixes.retain_mut(|fix| {
            let Change::Rename(wanted) = &fix.change else { return true };
            let edits = rename::rename(asked(workspace, &references, &may_edit), wanted);
            edits.map(|edits| fix.expand(edits)).is_ok()
        });
    });
}

fn references(workspace: &Workspace) -> References {
    let schema = &workspace.schema;
    let files: Vec<FileId> = schema.files().map(|file| file.id).collect();
    let part = |&file: &FileId| match workspace.document(file).side {
        Side::Before => FileReferences::left_out(),
        Side::After => References::of_file(schema, file),
    };
    let parts = parallel::map(&files, part);
    References::merge(schema, parts)
}

fn asked<'s>(
    workspace: &'s Workspace,
    references: &'s References,
    may_edit: &'s (dyn Fn(FileId) -> bool + Sync),
) -> rename::Workspace<'s> {
    rename::Workspace { schema: &workspace.schema, references, may_edit }
}
