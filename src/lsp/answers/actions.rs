//! Code actions: changes that are offered at a place.

use super::deployed::all_renamed;
use super::edits::workspace_edit;
use super::{Answer, Shared, read, write};
use crate::lsp::diagnostics;
use crate::lsp::snapshot::Snapshot;
use gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, Command, WorkspaceEdit};
use protune_compiler::diagnostic::{Diagnostic, Edit, Safety};
use protune_compiler::schema::FileId;
use protune_compiler::text::Span;
use protune_engine::ide::actions::{self, Action, ActionChange, ActionKind};
use protune_engine::ide::{self, Patch};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::PoisonError;

/// Kinds of actions, for the abilities of the server.
pub(super) const KINDS: [&str; 4] =
    ["quickfix", "refactor.rewrite", "source.fixAll.protune", "source.organizeImports.protune"];

const FIX_ALL: &str = "source.fixAll.protune";
const ORGANIZE: &str = "source.organizeImports.protune";

/// Actions that were offered last, whose edits can be asked for.
#[derive(Default)]
pub(super) struct Offered {
    next: u64,
    changes: HashMap<u64, ActionChange>,
}

/// Most actions that are remembered.
const MOST: usize = 4_096;

/// Whether a request asks for all fixes of a file.
pub(in crate::lsp) fn wants_all_fixes(params: &Value) -> bool {
    let only = params.pointer("/context/only").and_then(Value::as_array);
    only.into_iter().flatten().filter_map(Value::as_str).any(|kind| is_asked(&[kind.to_owned()], FIX_ALL))
}

/// Whether a kind is one of those asked for, or below one. If none is asked for, all are but those of whole files.
fn is_asked(only: &[String], kind: &str) -> bool {
    if only.is_empty() {
        return !kind.starts_with("source.");
    }
    only.iter().any(|asked| {
        kind == asked
            || asked.is_empty()
            || kind.strip_prefix(asked.as_str()).is_some_and(|rest| rest.starts_with('.'))
    })
}

/// The answer to a request for all fixes of a file, given the text after them.
pub(in crate::lsp) fn all_fixed(snapshot: &Snapshot, file: FileId, fixed: Option<String>) -> Answer {
    let old = snapshot.text(file);
    let patches = fixed.map(|new| ide::patches(old, &new)).unwrap_or_default();
    let mut offered = Vec::new();
    if !patches.is_empty() {
        offered.push(of_file(snapshot, file, "Fix all findings that are safe to fix", FIX_ALL, patches));
    }
    write(offered)
}

fn of_file(snapshot: &Snapshot, file: FileId, title: &str, kind: &str, patches: Vec<Patch>) -> Value {
    let edits: Vec<Edit> =
        patches.into_iter().map(|patch| Edit { file, span: patch.span, text: patch.text }).collect();
    let edit = workspace_edit(&[(snapshot, &edits)]);
    whole(snapshot, title, CodeActionKind::from(kind.to_owned()), edit)
}

/// An action with its edit; a command for editors that know no actions.
fn whole(snapshot: &Snapshot, title: &str, kind: CodeActionKind, edit: WorkspaceEdit) -> Value {
    if !snapshot.client.has_code_actions() {
        return command(title, &edit);
    }
    json!(CodeAction { title: title.to_owned(), kind: Some(kind), edit: Some(edit), ..CodeAction::default() })
}

fn command(title: &str, edit: &WorkspaceEdit) -> Value {
    json!(Command {
        title: title.to_owned(),
        command: "protune.applyEdit".to_owned(),
        arguments: Some(vec![json!(edit)]),
        ..Command::default()
    })
}

/// Answers which changes are offered at a place.
pub(super) fn offer(snapshot: &Snapshot, file: FileId, params: Value, shared: &Shared) -> Answer {
    let params: CodeActionParams = read(params)?;
    let only: Vec<String> =
        params.context.only.iter().flatten().map(|kind| String::from(kind.clone())).collect();
    let offered = found(snapshot, file, snapshot.span(file, params.range), &only);
    let mut out = shown(snapshot, file, &params, offered, shared);
    if is_asked(&only, ORGANIZE) {
        out.extend(imports(snapshot, file));
    }
    write(out)
}

/// Answers which changes are offered at a place in a configuration file.
pub(super) fn offer_in_config(snapshot: &Snapshot, file: FileId, params: Value, shared: &Shared) -> Answer {
    let params: CodeActionParams = read(params)?;
    let only: Vec<String> =
        params.context.only.iter().flatten().map(|kind| String::from(kind.clone())).collect();
    let within = snapshot.span(file, params.range);
    let touches = |finding: &&Diagnostic| {
        finding.place.span.is_none_or(|span| span.start <= within.end && within.start <= span.end)
    };
    let mut offered = Vec::new();
    if is_asked(&only, "quickfix") {
        let near: Vec<&Diagnostic> = snapshot.findings.iter().filter(touches).collect();
        offered.extend(actions::fixes(&near));
        offered.extend(actions::fixes_of_rules(file, &near, &snapshot.findings));
        if let Some(config) = snapshot.config(file) {
            let can_hide = |finding: &Diagnostic| snapshot.catalog.find(&finding.rule).is_some();
            let data = config.content.data();
            offered.extend(actions::suppressions_in_config(data, file, &near, &can_hide));
        }
        with_findings(snapshot, &near, &mut offered);
    }
    let mut out = shown(snapshot, file, &params, offered, shared);
    if is_asked(&only, FIX_ALL) {
        let edits = actions::fix_all(file, &snapshot.findings, Safety::Safe, None);
        let patches = edits.into_iter().map(|it| Patch { span: it.span, text: it.text }).collect::<Vec<_>>();
        if !patches.is_empty() {
            out.push(of_file(snapshot, file, "Fix all findings that are safe to fix", FIX_ALL, patches));
        }
    }
    write(out)
}

/// Lets actions name their findings by the place among all of them.
fn with_findings(snapshot: &Snapshot, near: &[&Diagnostic], offered: &mut [Action]) {
    for action in offered {
        action.finding =
            action.finding.and_then(|at| snapshot.findings.iter().position(|it| std::ptr::eq(it, near[at])));
    }
}

fn found(snapshot: &Snapshot, file: FileId, within: Span, only: &[String]) -> Vec<Action> {
    let schema = &snapshot.schema;
    let touches = |finding: &&Diagnostic| {
        finding.place.span.is_none_or(|span| span.start <= within.end && within.start <= span.end)
    };
    let near: Vec<&Diagnostic> = snapshot.findings.iter().filter(touches).collect();
    let mut offered = Vec::new();
    if is_asked(only, "quickfix") {
        let can_import = |file: FileId| snapshot.files.disk(file).is_some();
        let can_hide = |finding: &Diagnostic| snapshot.catalog.find(&finding.rule).is_some();
        offered.extend(actions::mends(schema, file, &near, &can_import));
        offered.extend(actions::fixes(&near));
        offered.extend(actions::fixes_of_rules(file, &near, &snapshot.findings));
        offered.extend(actions::suppressions(schema, file, &near, &can_hide));
    }
    if is_asked(only, "refactor.rewrite") {
        offered.extend(actions::refactorings(schema, file, within.start));
    }
    // An action must not change what cannot be changed.
    offered.retain(|action| match &action.change {
        ActionChange::Edits(edits) => edits.iter().all(|edit| snapshot.may_edit(edit.file)),
        ActionChange::Rename(_) => true,
    });
    with_findings(snapshot, &near, &mut offered);
    offered
}

fn shown(
    snapshot: &Snapshot,
    file: FileId,
    params: &CodeActionParams,
    offered: Vec<Action>,
    shared: &Shared,
) -> Vec<Value> {
    let client = &snapshot.client;
    let lazily = client.resolves_edits();
    let mut out = Vec::new();
    for action in offered {
        let kind = match action.kind {
            ActionKind::QuickFix => CodeActionKind::QuickFix,
            ActionKind::Rewrite => CodeActionKind::RefactorRewrite,
        };
        let is_cheap = matches!(action.change, ActionChange::Edits(_));
        let edit = match is_cheap || !lazily {
            true => match edit_of(snapshot, &action.change) {
                Some(edit) => Some(edit),
                // A rename that is refused is no offer.
                None => continue,
            },
            false => None,
        };
        if !client.has_code_actions() {
            out.extend(edit.map(|edit| command(&action.title, &edit)));
            continue;
        }
        let finding = action.finding.and_then(|at| snapshot.findings.get(at));
        let of = finding.map(|finding| diagnostics::alone(snapshot, file, finding));
        let data = edit.is_none().then(|| {
            let mut known = shared.actions.lock().unwrap_or_else(PoisonError::into_inner);
            if known.changes.len() >= MOST {
                known.changes.clear();
            }
            known.next += 1;
            let id = known.next;
            known.changes.insert(id, action.change.clone());
            json!({ "uri": params.text_document.uri, "action": id })
        });
        out.push(json!(CodeAction {
            title: action.title,
            kind: Some(kind),
            diagnostics: of,
            is_preferred: action.is_preferred.then_some(true),
            edit,
            data,
            ..CodeAction::default()
        }));
    }
    out
}

fn imports(snapshot: &Snapshot, file: FileId) -> Option<Value> {
    let patch = actions::organize_imports(&snapshot.schema, file)?;
    let old = snapshot.text(file);
    let mut new = old.to_owned();
    new.replace_range(patch.span.range(), &patch.text);
    let patches = ide::patches(old, &new);
    (!patches.is_empty() && snapshot.may_edit(file))
        .then(|| of_file(snapshot, file, "Organize imports", ORGANIZE, patches))
}

fn edit_of(snapshot: &Snapshot, change: &ActionChange) -> Option<WorkspaceEdit> {
    let edits = match change {
        ActionChange::Edits(edits) => edits.clone(),
        ActionChange::Rename(rename) => all_renamed(snapshot, &rename.what, &rename.to).ok()?,
    };
    Some(workspace_edit(&[(snapshot, &edits)]))
}

pub(super) fn resolve(snapshot: &Snapshot, _: FileId, params: Value, shared: &Shared) -> Answer {
    let mut action: CodeAction = read(params)?;
    let id = action.data.as_ref().and_then(|data| data.get("action")).and_then(Value::as_u64);
    let change = id.and_then(|id| {
        let known = shared.actions.lock().unwrap_or_else(PoisonError::into_inner);
        known.changes.get(&id).cloned()
    });
    match change {
        Some(ActionChange::Rename(rename)) => {
            let edits = all_renamed(snapshot, &rename.what, &rename.to)?;
            action.edit = Some(workspace_edit(&[(snapshot, &edits)]));
        }
        Some(change) => action.edit = edit_of(snapshot, &change),
        None => {}
    }
    write(action)
}
