//! Options of files: as they were.

use super::replace;
use crate::contracts::Effects;
use crate::edits;
use protune_compiler::diagnostic::{Edit, Fix};
use protune_compiler::schema::FileView;
use protune_compiler::syntax::Node;
use protune_compiler::text::Span;

/// Sets an option of the file to what it was, or takes it out, which undoes these effects.
pub(crate) fn restore_file_option(
    before: FileView<'_>,
    after: FileView<'_>,
    number: i32,
    name: &str,
    effects: Effects,
) -> Option<Fix> {
    let (was, is) = (before.option(&[number]), after.option(&[number]));
    let (title, edit) = match (was, is) {
        (Some(was), Some(is)) => (restoring(was.node()), replace(after, is.span(), was.node().text())),
        (Some(was), None) => (restoring(was.node()), add_file_option(after, was.node().text())),
        (None, Some(is)) => (format!("remove `{name}`"), edits::remove_statement(after, is.span())),
        (None, None) => return None,
    };
    Some(effects.undone().fix(&title, vec![edit]))
}

fn restoring(statement: Node<'_>) -> String {
    format!("restore `{}`", statement.text().trim_end_matches(';'))
}

/// Behind the last option, else below the head of the file.
fn add_file_option(file: FileView<'_>, statement: &str) -> Edit {
    if let Some(last) = file.options().last() {
        return replace(file, Span::at(last.span().end), &format!("\n{statement}"));
    }
    let imports = file.imports().map(|import| import.span());
    match imports.chain(file.package_span()).chain(file.syntax_span()).map(|span| span.end).max() {
        Some(end) => replace(file, Span::at(end), &format!("\n\n{statement}")),
        None => replace(file, Span::at(0), &format!("{statement}\n\n")),
    }
}
