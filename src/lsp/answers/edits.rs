//! Edits of texts in the form that the editor takes.

use crate::lsp::snapshot::Snapshot;
use gen_lsp_types::{
    DocumentChange, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextDocumentIdentifier,
    TextEdit, Uri, WorkspaceEdit,
};
use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::FileId;
use std::collections::{BTreeMap, HashMap};

/// Edits of one file.
pub(super) fn text_edits(snapshot: &Snapshot, edits: &[Edit]) -> Vec<TextEdit> {
    let Some(first) = edits.first() else { return Vec::new() };
    let ranges = snapshot.ranges(first.file);
    let edit = |edit: &Edit| TextEdit { range: ranges.range(edit.span), new_text: edit.text.clone() };
    edits.iter().map(edit).collect()
}

/// Edits of files, with their versions if the editor takes these.
pub(super) fn workspace_edit(snapshots: &[(&Snapshot, &[Edit])]) -> WorkspaceEdit {
    let mut files: BTreeMap<String, (Option<i32>, Vec<TextEdit>)> = BTreeMap::new();
    let mut with_versions = false;
    for (snapshot, edits) in snapshots {
        with_versions = snapshot.client.can("/workspace/workspaceEdit/documentChanges");
        let mut by_file: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
        for edit in *edits {
            by_file.entry(edit.file).or_default().push(edit.clone());
        }
        for (file, edits) in by_file {
            let Some(uri) = snapshot.uri(file) else { continue };
            let version = snapshot.open.get(&file).map(|(_, version)| *version);
            files.entry(uri.0).or_insert((version, Vec::new())).1.extend(text_edits(snapshot, &edits));
        }
    }
    if !with_versions {
        let changes: HashMap<Uri, Vec<TextEdit>> =
            files.into_iter().map(|(uri, (_, edits))| (Uri(uri), edits)).collect();
        return WorkspaceEdit { changes: Some(changes), document_changes: None, change_annotations: None };
    }
    let change = |(uri, (version, edits)): (String, (Option<i32>, Vec<TextEdit>))| {
        DocumentChange::TextDocumentEdit(TextDocumentEdit {
            text_document: OptionalVersionedTextDocumentIdentifier {
                version,
                text_document_identifier: TextDocumentIdentifier { uri: Uri(uri) },
            },
            edits: edits.into_iter().map(gen_lsp_types::Edit::TextEdit).collect(),
        })
    };
    let changes = files.into_iter().map(change).collect();
    WorkspaceEdit { changes: None, document_changes: Some(changes), change_annotations: None }
}
