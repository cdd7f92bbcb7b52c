//! Edits that more than one rule makes.

use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::FileView;
use protune_compiler::text::Span;

/// Takes a statement out; its whole line, when nothing else stands on it.
pub(crate) fn remove_statement(file: FileView<'_>, statement: Span) -> Edit {
    let text = file.text();
    let line_start = text[..statement.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[statement.end as usize..].find('\n').map_or(text.len(), |at| statement.end as usize + at + 1);
    let alone = text[line_start..statement.start as usize].trim().is_empty()
        && text[statement.end as usize..line_end].trim().is_empty();
    let span = if alone { Span::new(line_start as u32, line_end as u32) } else { statement };
    Edit { file: file.id, span, text: String::new() }
}
