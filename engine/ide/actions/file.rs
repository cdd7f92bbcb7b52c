//! Changes of a whole file: all safe fixes, and imports in order.

use super::{Action, ActionKind};
use crate::fix::choose;
use crate::ide::patch::Patch;
use crate::ide::under::unresolved;
use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Place, RuleId, Safety};
use protune_compiler::schema::{FileId, FileView, ImportView, Schema};
use protune_compiler::syntax::{ImportKind, Node, NodeKind, TokenKind};
use protune_compiler::text::Span;
use std::collections::BTreeSet;

/// Returns the fixes of these findings that are at most as unsafe as `limit` and change this file alone, without those that
/// meet an earlier one; of one rule if it is given.
pub fn fix_all(file: FileId, findings: &[Diagnostic], limit: Safety, only: Option<RuleId>) -> Vec<Edit> {
    let mut taken: Vec<Edit> = Vec::new();
    for finding in findings.iter().filter(|finding| only.is_none_or(|only| finding.rule == only)) {
        let Some(fix) = choose(finding, limit) else { continue };
        let Change::Edits(edits) = &fix.change else { continue };
        let is_here = edits.iter().all(|edit| edit.file == file);
        let meets = |a: &Edit, b: &Edit| {
            a.span.start < b.span.end && b.span.start < a.span.end || a.span.start == b.span.start
        };
        if is_here && !edits.iter().any(|edit| taken.iter().any(|other| meets(edit, other))) {
            taken.extend(edits.iter().cloned());
        }
    }
    taken.sort_by_key(|edit| edit.span);
    taken
}

/// Returns, for each rule of these findings that has safe fixes elsewhere in the file as well, an action that makes all of
/// them.
pub fn fixes_of_rules(file: FileId, near: &[&Diagnostic], all: &[Diagnostic]) -> Vec<Action> {
    let mut rules: Vec<RuleId> = near.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let mut actions = Vec::new();
    for rule in rules {
        let of_rule =
            all.iter().filter(|finding| finding.rule == rule && choose(finding, Safety::Safe).is_some());
        if of_rule.count() < 2 {
            continue;
        }
        let edits = fix_all(file, all, Safety::Safe, Some(rule));
        if !edits.is_empty() {
            actions.push(Action::new(format!("Fix all {rule} in this file"), ActionKind::QuickFix, edits));
        }
    }
    actions
}

/// Returns the edit that removes unused imports, adds missing ones and sorts them; `None` if there is nothing to do. Unused
/// imports go only where the file has no errors, since a name that is being typed may need them.
pub fn organize_imports(schema: &Schema, file: FileId) -> Option<Patch> {
    let view = schema.file(file);
    let tree = view.data().tree();
    if !tree.errors().is_empty() {
        return None;
    }
    let imports: Vec<ImportView<'_>> = view.imports().collect();
    let missing = missing_imports(schema, view);
    let is_settled = view.problems().iter().all(|problem| problem.code != Some("name-unknown"));
    let mut lines: Vec<(bool, String, String)> = Vec::new();
    for import in &imports {
        let is_kept = import.kind() == ImportKind::Public
            || import.target().is_none()
            || import.is_used()
            || !is_settled;
        let text = with_comment(import.node(), view.text());
        if is_kept && !lines.iter().any(|(_, name, _)| name == import.name()) {
            lines.push((import.kind() == ImportKind::Option, import.name().to_owned(), text));
        }
    }
    for name in missing {
        if !lines.iter().any(|(_, known, _)| *known == name) {
            lines.push((false, name.clone(), format!("import \"{name}\";")));
        }
    }
    lines.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let newline = crate::ide::imports::newline(view.text());
    let new: String = lines.iter().map(|(_, _, line)| line.as_str()).collect::<Vec<_>>().join(newline);
    let Some((first, last)) = imports.first().zip(imports.last()) else {
        let edits: Vec<Edit> = lines
            .first()
            .and_then(|(_, name, _)| crate::ide::imports::import_edit(view, name))
            .into_iter()
            .collect();
        let edit = edits.first()?;
        let text = edit.text.replace(&format!("import \"{}\";", lines[0].1), &new);
        return Some(Patch { span: edit.span, text });
    };
    // Other statements between imports stay where they are.
    let span = Span::new(first.span().start, end_of_line(view.text(), last.span().end));
    let is_together = tree.root().children().all(|node| {
        let is_inside = node.span().start > span.start && node.span().end < span.end;
        !is_inside || matches!(node.kind(), NodeKind::Import | NodeKind::Empty)
    });
    let has_comments = imports.iter().skip(1).any(|import| has_comment_above(import.node()));
    if !is_together || has_comments || span.of(view.text()) == new {
        return None;
    }
    if new.is_empty() {
        let text = view.text();
        let rest = &text[span.end as usize..];
        let below = rest.len() - rest.trim_start_matches(['\n', '\r']).len();
        return Some(Patch { span: Span::new(span.start, span.end + below as u32), text: String::new() });
    }
    Some(Patch { span, text: new })
}

/// Import names of files that declare what the file names without importing it.
fn missing_imports(schema: &Schema, view: FileView<'_>) -> BTreeSet<String> {
    let missing = view.problems().iter().filter(|problem| problem.code == Some("name-not-imported"));
    let file = |place: Place| {
        let span = place.span?;
        let symbol = unresolved(view, span.start, span.of(view.text()))?;
        Some(schema.file(symbol.file).name().to_owned())
    };
    missing.filter_map(|problem| file(problem.place)).collect()
}

/// A statement with the comment behind it on its line.
fn with_comment(node: Node<'_>, text: &str) -> String {
    let span = node.span();
    let end = end_of_line(text, span.end);
    let rest = Span::new(span.end, end).of(text);
    if rest.trim_start().starts_with("//") {
        format!("{}{rest}", span.of(text))
    } else {
        span.of(text).to_owned()
    }
}

fn end_of_line(text: &str, at: u32) -> u32 {
    let rest = &text[at as usize..];
    let len = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let line = rest[..len].trim_end();
    if line.trim_start().starts_with("//") { at + line.len() as u32 } else { at }
}

fn has_comment_above(node: Node<'_>) -> bool {
    let first = node.token_range().start;
    let tokens = node.tree().tokens();
    let above = tokens[..first as usize].iter().rev().take_while(|token| token.kind().is_trivia());
    let mut above = above.peekable();
    // A comment behind the import before is on the other side of a line end.
    above.next();
    above.next().is_some_and(|token| {
        matches!(token.kind(), TokenKind::LineComment | TokenKind::BlockComment)
            && first >= 3
            && node.tree().token_text(first - 3).contains('\n')
    })
}
