//! Imports that follow files which move to another folder or get another name.

use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::{FileId, Schema};
use protune_compiler::text::Span;
use std::collections::HashMap;

/// Returns the edits of all imports of files that get new import names.
pub fn moved_imports(schema: &Schema, moved: &HashMap<FileId, String>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for file in schema.files() {
        for import in file.imports() {
            let Some(name) = import.target().and_then(|target| moved.get(&target.id)) else { continue };
            if import.name() == name {
                continue;
            }
            // Between the quotes; a name in several pieces becomes one.
            let span = import.name_span();
            let quote = &span.of(file.text())[..1];
            let whole = Span::new(span.start, span.end);
            edits.push(Edit { file: file.id, span: whole, text: format!("{quote}{name}{quote}") });
        }
    }
    edits.sort_unstable_by_key(|edit| (edit.file, edit.span));
    edits.dedup();
    edits
}
