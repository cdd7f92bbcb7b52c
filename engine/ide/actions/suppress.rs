//! Comments that hide findings.

use super::{Action, ActionKind};
use crate::ide::imports::newline;
use protune_compiler::diagnostic::{Diagnostic, Edit};
use protune_compiler::schema::{FileId, Schema};
use protune_compiler::text::Span;

/// Returns comments that hide each finding at its place, and in its whole file. Errors of the compiler cannot be hidden. In
/// files with comments of buf, the first is written as buf writes it.
pub fn suppressions(
    schema: &Schema,
    file: FileId,
    findings: &[&Diagnostic],
    can_hide: &dyn Fn(&Diagnostic) -> bool,
) -> Vec<Action> {
    let view = schema.file(file);
    let text = view.text();
    let is_of_buf = text.contains("buf:lint:ignore ");
    let newline = newline(text);
    let mut actions = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        if finding.code.is_some() || finding.place.file != file || !can_hide(finding) {
            continue;
        }
        let rule = finding.rule;
        if let Some(span) = finding.place.span {
            let start = text[..span.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
            let line = &text[start..];
            let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
            let comment = match is_of_buf {
                true => format!("{indent}// buf:lint:ignore {rule}{newline}"),
                false => format!("{indent}// protune: ignore[{rule}]{newline}"),
            };
            let edit = Edit { file, span: Span::at(start as u32), text: comment };
            let title = format!("Ignore {rule} here");
            actions.push(Action::new(title, ActionKind::QuickFix, vec![edit]).of(at));
        }
        let top = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let comment = format!("// protune: ignore-file[{rule}]{newline}{newline}");
        let edit = Edit { file, span: Span::at(top), text: comment };
        let title = format!("Ignore {rule} in this file");
        actions.push(Action::new(title, ActionKind::QuickFix, vec![edit]).of(at));
    }
    actions
}
