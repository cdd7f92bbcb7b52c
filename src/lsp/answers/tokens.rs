//! Colors of words.

use super::{Answer, Shared, read, write};
use crate::lsp::snapshot::Snapshot;
use gen_lsp_types::{SemanticTokensDeltaParams, SemanticTokensParams, SemanticTokensRangeParams};
use protune_compiler::schema::FileId;
use protune_compiler::text::Span;
use protune_engine::ide::{self, TokenType};
use serde_json::{Value, json};
use std::sync::PoisonError;

/// The last result for a document, which a delta refers to.
pub(super) struct Last {
    id: u64,
    data: Vec<u32>,
}

pub(super) fn full(snapshot: &Snapshot, file: FileId, params: Value, shared: &Shared) -> Answer {
    let params: SemanticTokensParams = read(params)?;
    let data = encoded(snapshot, file, None);
    let (id, _) = keep(shared, params.text_document.uri.0, &data);
    write(json!({ "resultId": id.to_string(), "data": data }))
}

pub(super) fn delta(snapshot: &Snapshot, file: FileId, params: Value, shared: &Shared) -> Answer {
    let params: SemanticTokensDeltaParams = read(params)?;
    let data = encoded(snapshot, file, None);
    let (id, last) = keep(shared, params.text_document.uri.0, &data);
    let Some(last) = last.filter(|last| last.id.to_string() == params.previous_result_id) else {
        return write(json!({ "resultId": id.to_string(), "data": data }));
    };
    let same = last.data.iter().zip(&data).take_while(|(a, b)| a == b).count();
    let most = last.data.len().min(data.len()) - same;
    let behind = last.data.iter().rev().zip(data.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let (deleted, inserted) = (last.data.len() - same - behind, &data[same..data.len() - behind]);
    let edits = match (deleted, inserted.len()) {
        (0, 0) => json!([]),
        _ => json!([{ "start": same, "deleteCount": deleted, "data": inserted }]),
    };
    write(json!({ "resultId": id.to_string(), "edits": edits }))
}

pub(super) fn range(snapshot: &Snapshot, file: FileId, params: Value, _: &Shared) -> Answer {
    let params: SemanticTokensRangeParams = read(params)?;
    let within = snapshot.span(file, params.range);
    write(json!({ "data": encoded(snapshot, file, Some(within)) }))
}

/// Keeps a result. Returns its id, and the result before.
fn keep(shared: &Shared, uri: String, data: &[u32]) -> (u64, Option<Last>) {
    let mut known = shared.tokens.lock().unwrap_or_else(PoisonError::into_inner);
    let id = known.get(&uri).map_or(1, |last| last.id + 1);
    // No more results are kept than documents are likely to be open.
    if known.len() > 256 {
        known.clear();
    }
    let before = known.insert(uri, Last { id, data: data.to_vec() });
    (id, before)
}

/// Words as the protocol writes them: five numbers each, places relative to the word before.
fn encoded(snapshot: &Snapshot, file: FileId, within: Option<Span>) -> Vec<u32> {
    let lines = snapshot.lines(file);
    let (text, encoding) = (snapshot.text(file), snapshot.client.encoding);
    // Editors that color comments by themselves need no help with them.
    let augments = snapshot.client.can("/textDocument/semanticTokens/augmentsSyntaxTokens");
    let mut data = Vec::new();
    let (mut line_before, mut start_before) = (0, 0);
    for word in ide::tokens(&snapshot.schema, file) {
        if within.is_some_and(|within| word.span.end < within.start || within.end < word.span.start)
            || augments && matches!(word.ty, TokenType::Comment | TokenType::String | TokenType::Number)
        {
            continue;
        }
        let (line, start) = (lines.line(word.span.start) as u32, word.span.start);
        // From the word before, so that no line is read from its start for each of its words.
        let right = match line == line_before {
            true => lines.columns(text, Span::new(start_before, start), encoding),
            false => lines.position(text, start, encoding).character,
        };
        let length = lines.columns(text, word.span, encoding);
        data.extend([line - line_before, right, length, word.ty as u32, word.modifiers]);
        (line_before, start_before) = (line, start);
    }
    data
}
