//! Answers to requests: each reads a snapshot, and what it says comes from the engine.

mod actions;
mod capabilities;
mod completion;
mod config;
mod deployed;
mod edits;
mod hover;
mod layout;
mod navigation;
mod rename;
mod structure;
mod symbols;
mod tokens;

pub(super) use actions::{all_fixed, wants_all_fixes};
pub(super) use capabilities::capabilities;
pub(super) use config::Configuration;
pub(super) use deployed::of_config;

use super::Failure;
use super::pool::Urgency;
use super::snapshot::Snapshot;
use super::wire::Json;
use gen_lsp_types::TextDocumentPositionParams;
use lsp_server::ErrorCode;
use protune_compiler::schema::FileId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Mutex;

/// Needs of an answer before it can be made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// The file that the request names.
    File,
    /// That file with its findings.
    Findings,
    /// All worlds.
    Worlds,
}

/// The result of a request, or why there is none.
pub(super) type Answer = Result<Json, Failure>;

/// The answer for a file, given the parameters of the request.
pub(super) type Run = fn(&Snapshot, FileId, Value, &Shared) -> Answer;

/// A request that the server answers.
pub(super) struct Method {
    name: &'static str,
    pub(super) needs: Needs,
    pub(super) urgency: Urgency,
    /// The answer for a file.
    pub(super) run: Run,
    /// The answer for all worlds.
    pub(super) over_worlds: fn(&[Snapshot], Value, &Shared) -> Answer,
    /// The answer for a document that is not there.
    pub(super) none: fn(&Value) -> Answer,
}

/// Results that later requests refer to.
#[derive(Default)]
pub(super) struct Shared {
    tokens: Mutex<HashMap<String, tokens::Last>>,
    actions: Mutex<actions::Offered>,
}

const fn method(name: &'static str, needs: Needs, urgency: Urgency, run: Run) -> Method {
    Method { name, needs, urgency, run, over_worlds: nowhere, none: in_no_document }
}

fn nowhere(_: &[Snapshot], _: Value, _: &Shared) -> Answer {
    nothing()
}

fn in_no_document(_: &Value) -> Answer {
    nothing()
}

fn in_no_file(_: &Snapshot, _: FileId, _: Value, _: &Shared) -> Answer {
    nothing()
}

use Needs::{File, Findings, Worlds};
use Urgency::{Later, Typing};

static METHODS: &[Method] = &[
    method("textDocument/completion", File, Typing, completion::complete),
    method("completionItem/resolve", File, Typing, completion::resolve),
    method("textDocument/hover", Findings, Typing, hover::hover),
    method("textDocument/definition", File, Typing, navigation::definition),
    method("textDocument/declaration", File, Typing, navigation::definition),
    method("textDocument/typeDefinition", File, Typing, navigation::type_definition),
    method("textDocument/implementation", File, Later, navigation::implementation),
    method("textDocument/references", File, Later, navigation::references),
    method("textDocument/documentHighlight", File, Typing, navigation::highlight),
    method("textDocument/documentLink", File, Later, navigation::links),
    method("textDocument/documentSymbol", File, Typing, symbols::outline),
    Method { over_worlds: symbols::search, ..method("workspace/symbol", Worlds, Later, in_no_file) },
    method("textDocument/prepareRename", File, Typing, rename::prepare),
    method("textDocument/rename", File, Typing, rename::rename),
    Method { over_worlds: rename::files, ..method("workspace/willRenameFiles", Worlds, Later, in_no_file) },
    method("textDocument/semanticTokens/full", File, Typing, tokens::full),
    method("textDocument/semanticTokens/full/delta", File, Typing, tokens::delta),
    method("textDocument/semanticTokens/range", File, Typing, tokens::range),
    method("textDocument/foldingRange", File, Typing, structure::folds),
    method("textDocument/selectionRange", File, Typing, structure::selection),
    method("textDocument/linkedEditingRange", File, Typing, structure::linked),
    method("textDocument/inlayHint", File, Later, structure::hints),
    method("textDocument/codeLens", File, Later, structure::lenses),
    method("codeLens/resolve", File, Later, structure::lens),
    method("textDocument/formatting", File, Typing, layout::whole),
    method("textDocument/rangeFormatting", File, Typing, layout::part),
    method("textDocument/rangesFormatting", File, Typing, layout::parts),
    method("textDocument/codeAction", Findings, Later, actions::offer),
    method("codeAction/resolve", File, Typing, actions::resolve),
    Method { none: no_findings, ..method("textDocument/diagnostic", Findings, Later, of_text) },
];

/// Finds a method by its name.
pub(super) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}

/// Whether a request cannot be answered before findings are up to date.
pub(super) fn waits_for_findings(method: &str) -> bool {
    method == "workspace/diagnostic" || find(method).is_some_and(|method| method.needs == Needs::Findings)
}

fn no_findings(_: &Value) -> Answer {
    write(json!({ "kind": "full", "items": [] }))
}

/// Errors of a text that is no file.
fn of_text(snapshot: &Snapshot, file: FileId, _: Value, _: &Shared) -> Answer {
    let problems = snapshot.schema.file(file).problems();
    // Its imports cannot be found.
    let problems: Vec<_> =
        problems.iter().filter(|it| it.code != Some("import-not-found")).cloned().collect();
    let listed = super::diagnostics::of_file(snapshot, file, &problems, &[]);
    Ok(Json::of_parts([r#"{"kind":"full","items":"#.to_owned(), listed.json, "}".to_owned()]))
}

/// Reads the parameters of a request.
fn read<T: DeserializeOwned>(params: Value) -> Result<T, Failure> {
    serde_json::from_value(params).map_err(|error| {
        Failure::new(ErrorCode::InvalidParams, format!("the parameters cannot be read: {error}"))
    })
}

/// Reads the parameters of a request about a place, and the offset of the place.
fn place(snapshot: &Snapshot, file: FileId, params: Value) -> Result<u32, Failure> {
    let params: TextDocumentPositionParams = read(params)?;
    Ok(snapshot.offset(file, params.position))
}

fn write(result: impl Serialize) -> Answer {
    Json::of(&result).map_err(|error| Failure::new(ErrorCode::InternalError, error.to_string()))
}

/// There is nothing to say.
fn nothing() -> Answer {
    Ok(Json::null())
}
