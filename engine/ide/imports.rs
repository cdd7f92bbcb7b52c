//! Edits that add an import where formatting would put it.

use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::{FileView, ImportView};
use protune_compiler::text::Span;

/// Returns the edit that imports a file by its name; `None` if it is imported already, or is the file itself.
pub(super) fn import_edit(view: FileView<'_>, name: &str) -> Option<Edit> {
    Importer::new(view).edit(name)
}

/// A file that gets imports, and where they go. Made once for many edits.
pub(super) struct Importer<'s> {
    view: FileView<'s>,
    imports: Vec<ImportView<'s>>,
    is_sorted: bool,
    newline: &'static str,
}

impl<'s> Importer<'s> {
    pub(super) fn new(view: FileView<'s>) -> Importer<'s> {
        let imports: Vec<ImportView<'_>> = view.imports().collect();
        let is_sorted = imports.is_sorted_by_key(|import| import.name());
        Importer { view, imports, is_sorted, newline: newline(view.text()) }
    }

    /// The edit that imports a file by its name; `None` if it is imported already, or is the file itself.
    pub(super) fn edit(&self, name: &str) -> Option<Edit> {
        let (view, newline) = (self.view, self.newline);
        if view.name() == name || self.imports.iter().any(|import| import.name() == name) {
            return None;
        }
        let line = format!("import \"{name}\";");
        if let Some(next) = self.imports.iter().find(|import| import.name() > name && self.is_sorted) {
            let at = super::outline::with_comments(view.data().tree(), next.node().token_range().start);
            return Some(insert(view, at, format!("{line}{newline}")));
        }
        if let Some(last) = self.imports.last() {
            return Some(insert(view, last.span().end, format!("{newline}{line}")));
        }
        let above = view.package_span().or(view.syntax_span());
        Some(match above {
            Some(above) => {
                let rest = &view.text()[above.end as usize..];
                let is_followed = !rest.trim_start_matches([' ', '\t', '\r']).starts_with("\n\n")
                    && !rest.trim_start().is_empty();
                let below = if is_followed && !has_blank_line(rest) { newline } else { "" };
                insert(view, above.end, format!("{newline}{newline}{line}{below}"))
            }
            None => insert(view, 0, format!("{line}{newline}{newline}")),
        })
    }
}

fn insert(view: FileView<'_>, at: u32, text: String) -> Edit {
    Edit { file: view.id, span: Span::at(at), text }
}

fn has_blank_line(rest: &str) -> bool {
    let mut lines = rest.split('\n').skip(1);
    lines.next().is_some_and(|line| line.trim().is_empty())
}

/// The line end that a text uses.
pub(super) fn newline(text: &str) -> &'static str {
    let first = text.find('\n').map(|end| &text[..end]);
    if first.is_some_and(|line| line.ends_with('\r')) { "\r\n" } else { "\n" }
}
