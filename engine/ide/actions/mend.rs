//! Mends of compiler errors: imports that are missing, names that are nearly right, numbers that are free.

use super::{Action, ActionKind};
use crate::ide::imports::import_edit;
use crate::ide::numbers::{next_field_number, next_value_number};
use crate::ide::shorten::Shortener;
use crate::ide::under::{message_around, unresolved};
use crate::parallel;
use protune_compiler::diagnostic::{Diagnostic, Edit};
use protune_compiler::near::nearest;
use protune_compiler::schema::{DeclarationView, FileId, FileView, Global, Schema, Symbol};
use protune_compiler::text::Span;
use std::collections::BTreeSet;

/// Number of files that are offered for one name.
const MOST: usize = 8;

/// Returns mends of compiler errors in a file. `is_own` says which files can be imported by it.
pub fn mends(
    schema: &Schema,
    file: FileId,
    findings: &[&Diagnostic],
    can_import: &(dyn Fn(FileId) -> bool + Sync),
) -> Vec<Action> {
    let view = schema.file(file);
    let mut actions = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        let Some(span) = finding.place.span.filter(|_| finding.place.file == file) else { continue };
        let new = match finding.code {
            Some("name-not-imported") => add_import(view, span),
            Some("name-unknown") => unknown(view, span, can_import),
            Some("semicolon-missing") => {
                let edit = Edit { file, span: Span::at(span.end), text: ";".to_owned() };
                vec![Action::new("Add `;`", ActionKind::QuickFix, vec![edit]).preferred()]
            }
            Some("import-repeated") => Vec::new(),
            Some(code) if code.contains("number") => free_number(view, span),
            _ => Vec::new(),
        };
        actions.extend(new.into_iter().map(|action| action.of(at)));
    }
    actions
}

/// The name fits; only the import is missing.
fn add_import(view: FileView<'_>, span: Span) -> Vec<Action> {
    let Some(symbol) = unresolved(view, span.start, span.of(view.text())) else { return Vec::new() };
    let name = view.schema().file(symbol.file).name();
    let Some(edit) = import_edit(view, name) else { return Vec::new() };
    vec![Action::new(format!("Import `{name}`"), ActionKind::QuickFix, vec![edit]).preferred()]
}

/// A type of that name in another package, then a name that is nearly the same.
fn unknown(view: FileView<'_>, span: Span, can_import: &(dyn Fn(FileId) -> bool + Sync)) -> Vec<Action> {
    let schema = view.schema();
    let written = span.of(view.text());
    let ids: Vec<FileId> = schema.files().map(|file| file.id).filter(|&file| can_import(file)).collect();
    let tail = format!(".{}", written.trim_start_matches('.'));
    let mut found: Vec<Global<Symbol>> = parallel::flat_map(&ids, |&file| {
        let view = schema.file(file);
        let messages =
            view.messages().filter(|message| !message.is_map_entry() && is_named(message.full_name(), &tail));
        let messages = messages.map(|it| DeclarationView::Message(it).symbol());
        let enums = view.enums().filter(|of| is_named(of.full_name(), &tail));
        messages.chain(enums.map(|it| DeclarationView::Enum(it).symbol())).collect()
    });
    found.sort_by_key(|symbol| (!view.sees(symbol.file), symbol.file));
    found.truncate(MOST);
    let shortener = Shortener::new(view, message_around(view, span.start));
    let mut actions = Vec::new();
    for symbol in found {
        let full = schema.full_name(symbol);
        let name = schema.file(symbol.file).name();
        let short = shortener.name(symbol, &full);
        let mut edits: Vec<Edit> = Vec::new();
        let title = match view.sees(symbol.file) {
            true => format!("Write `{short}`"),
            false => {
                edits.extend(import_edit(view, name));
                format!("Write `{short}`, and import `{name}`")
            }
        };
        edits.push(Edit { file: view.id, span, text: short });
        edits.sort_by_key(|edit| edit.span);
        actions.push(Action::new(title, ActionKind::QuickFix, edits));
    }
    let near = nearest(written, names_in_scope(view).iter().map(String::as_str)).map(str::to_owned);
    if let Some(near) = near.filter(|near| near != written) {
        let edit = Edit { file: view.id, span, text: near.clone() };
        actions.push(Action::new(format!("Write `{near}`"), ActionKind::QuickFix, vec![edit]));
    }
    if let [only] = actions.as_mut_slice() {
        only.is_preferred = true;
    }
    actions
}

fn is_named(full: &str, tail: &str) -> bool {
    full.ends_with(tail) || full == &tail[1..]
}

/// The types that a file sees, as they can be written in it, and the scalar types.
fn names_in_scope(view: FileView<'_>) -> BTreeSet<String> {
    let package = view.package();
    let inside = |full: &str| match full.strip_prefix(package).and_then(|rest| rest.strip_prefix('.')) {
        Some(rest) if !package.is_empty() => rest.to_owned(),
        _ => full.to_owned(),
    };
    let mut names: BTreeSet<String> =
        protune_compiler::schema::Scalar::ALL.iter().map(|scalar| scalar.name().to_owned()).collect();
    for file in view.schema().files().filter(|file| view.sees(file.id)) {
        names.extend(file.messages().filter(|it| !it.is_map_entry()).map(|it| inside(it.full_name())));
        names.extend(file.enums().map(|it| inside(it.full_name())));
    }
    names
}

/// Another number for a field or a value whose number cannot stay.
fn free_number(view: FileView<'_>, span: Span) -> Vec<Action> {
    let field = view.fields().find(|field| field.number_span() == Some(span));
    let value = || {
        let mut values = view.enums().flat_map(|of| of.values());
        values.find(|value| value.number_span() == Some(span))
    };
    let number = match field {
        Some(field) => field.message().and_then(next_field_number),
        None => value().and_then(|value| next_value_number(value.parent())),
    };
    let Some(number) = number else { return Vec::new() };
    let edit = Edit { file: view.id, span, text: number.to_string() };
    vec![Action::new(format!("Use {number}, the next free number"), ActionKind::QuickFix, vec![edit])]
}
